package dev.grpcstarter.server.error;

import java.util.EnumSet;
import java.util.Set;

import io.grpc.Grpc;
import io.grpc.ServerCall;
import io.grpc.Status;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The log of failed calls: one entry each, with the method and the peer. How loud it is
 * depends on who can do something about it.
 */
final class FailureLog {

	/**
	 * Somebody has to look into these, with the stack.
	 */
	private static final Set<Status.Code> BROKEN = EnumSet.of(Status.Code.UNKNOWN, Status.Code.INTERNAL,
			Status.Code.DATA_LOSS);

	/**
	 * The caller has to do something else.
	 */
	private static final Set<Status.Code> CALLERS_FAULT = EnumSet.of(Status.Code.INVALID_ARGUMENT,
			Status.Code.NOT_FOUND, Status.Code.ALREADY_EXISTS, Status.Code.PERMISSION_DENIED,
			Status.Code.UNAUTHENTICATED, Status.Code.FAILED_PRECONDITION, Status.Code.OUT_OF_RANGE,
			Status.Code.ABORTED);

	private static final Log logger = LogFactory.getLog(ExceptionStage.class);

	void failed(ServerCall<?, ?> call, Failure failure, @Nullable Throwable ex) {
		Status.Code code = failure.status().getCode();
		if (ex != null && BROKEN.contains(code) && (Failure.carriedBy(ex) == null || ex.getCause() != null)) {
			logger.error(text(call, "failed with " + code), ex);
		}
		else if (failure.chosen()) {
			debug(call, "failed with " + code, ex);
		}
		else if (CALLERS_FAULT.contains(code)) {
			logger.info(line(call, code, ex), stack(ex));
		}
		else {
			logger.warn(line(call, code, ex), stack(ex));
		}
	}

	void late(ServerCall<?, ?> call, Throwable ex) {
		logger.warn(text(call, "had ended when an exception was thrown, which its caller does not get to know"), ex);
	}

	void cancelled(ServerCall<?, ?> call, @Nullable Throwable ex) {
		debug(call, "was cancelled, and failed then", ex);
	}

	void unsent(ServerCall<?, ?> call, Throwable ex) {
		debug(call, "had ended before its failure could be sent", ex);
	}

	private static void debug(ServerCall<?, ?> call, String what, @Nullable Throwable ex) {
		if (logger.isDebugEnabled()) {
			logger.debug(text(call, what), ex);
		}
	}

	private static String line(ServerCall<?, ?> call, Status.Code code, @Nullable Throwable ex) {
		// a message may repeat what the caller has sent, line breaks included
		return text(call, "failed with " + code) + ": " + String.valueOf(ex).replaceAll("\\p{Cntrl}+", " ");
	}

	private static @Nullable Throwable stack(@Nullable Throwable ex) {
		return logger.isDebugEnabled() ? ex : null;
	}

	private static String text(ServerCall<?, ?> call, String what) {
		return "The call to %s from %s %s".formatted(call.getMethodDescriptor().getFullMethodName(),
				call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR), what);
	}

}
