package dev.grpcstarter.server.error;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

import com.google.protobuf.Any;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import org.jspecify.annotations.Nullable;

/**
 * What has to do with {@code google.rpc.Status}. It is not loaded before there is one,
 * because {@code grpc-protobuf} need not be there.
 */
final class RichFailure {

	static final String TYPE = "com.google.rpc.Status";

	private RichFailure() {
	}

	static Failure of(Object status) {
		StatusRuntimeException carrier = StatusProto.toStatusRuntimeException((Status) status);
		return Failure.chosen(carrier.getStatus(), carrier.getTrailers());
	}

	/**
	 * Drops the largest details until the rest fits; of equal ones the last.
	 * @param serialized the status with its details
	 * @param most the size that fits
	 * @param message takes the place of a message that is longer
	 * @param lost where the types of the dropped details are noted
	 * @return the status with what is left, or {@code null} if no detail is
	 */
	static byte @Nullable [] fittingDetails(byte[] serialized, int most, @Nullable String message, List<String> lost) {
		Status.Builder status;
		try {
			status = Status.parseFrom(serialized).toBuilder();
		}
		catch (InvalidProtocolBufferException ex) {
			return null;
		}
		if (message != null && message.length() < status.getMessage().length()) {
			status.setMessage(message);
		}
		List<Any> details = new ArrayList<>(status.getDetailsList());
		List<Any> largestFirst = new ArrayList<>(details);
		Collections.reverse(largestFirst);
		largestFirst.sort(Comparator.comparingInt(Any::getSerializedSize).reversed());
		int size = status.build().getSerializedSize();
		Iterator<Any> next = largestFirst.iterator();
		while (size > most && next.hasNext()) {
			Any largest = next.next();
			size -= CodedOutputStream.computeMessageSize(Status.DETAILS_FIELD_NUMBER, largest);
			details.removeIf((detail) -> detail == largest);
			lost.add(largest.getTypeUrl());
		}
		return (size <= most && !details.isEmpty()) ? status.clearDetails().addAllDetails(details).build().toByteArray()
				: null;
	}

}
