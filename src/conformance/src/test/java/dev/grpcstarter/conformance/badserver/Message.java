package dev.grpcstarter.conformance.badserver;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;

import com.google.protobuf.ByteString;
import io.grpc.testing.integration.Messages.Payload;
import io.grpc.testing.integration.Messages.SimpleResponse;

/**
 * gRPC's messages as they stand on the wire: a flag, a length, and the content. A reply
 * of {@code UnaryCall} reads as one of {@code StreamingOutputCall} too.
 */
final class Message {

	static final int PLAIN = 0;

	static final int COMPRESSED = 1;

	private Message() {
	}

	static byte[] good() {
		return of(PLAIN, reply(100));
	}

	static byte[] of(int flag, byte... content) {
		return ofLength(content.length, flag, content);
	}

	/**
	 * A message whose length is not what it says.
	 * @param length what it says
	 * @param flag the flag
	 * @param content the content
	 * @return the message
	 */
	static byte[] ofLength(int length, int flag, byte... content) {
		return ByteBuffer.allocate(5 + content.length).put((byte) flag).putInt(length).put(content).array();
	}

	static byte[] reply(int size) {
		Payload payload = Payload.newBuilder().setBody(ByteString.copyFrom(new byte[size])).build();
		return SimpleResponse.newBuilder().setPayload(payload).build().toByteArray();
	}

	static byte[] gzip(byte[] content) {
		ByteArrayOutputStream compressed = new ByteArrayOutputStream();
		try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
			gzip.write(content);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return compressed.toByteArray();
	}

}
