package dev.grpcstarter.server.error;

import java.util.Map;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Finds the status of an exception: for it and then for each of its causes by the
 * application's handlers or by the status that it carries, and at last by the table.
 * Immutable.
 */
final class StatusMapping {

	private static final Log logger = LogFactory.getLog(StatusMapping.class);

	private final Map<Class<?>, ExceptionHandlerMethod> handlers;

	StatusMapping(Map<Class<?>, ExceptionHandlerMethod> handlers) {
		this.handlers = Map.copyOf(handlers);
	}

	/**
	 * Never throws.
	 * @param thrown what the call has thrown
	 * @param method the method that was called
	 * @param headers the metadata of the request
	 * @return what the caller gets
	 */
	Failure of(Throwable thrown, MethodDescriptor<?, ?> method, Metadata headers) {
		// a handler may answer with another exception, which is handled once more
		Failure failure = new Mapping(method, headers).of(Causes.unwrap(thrown), 2);
		return (!failure.status().isOk()) ? failure : Failure.known(KnownException.INTERNAL, thrown);
	}

	private @Nullable ExceptionHandlerMethod handlerOf(Throwable ex) {
		for (Class<?> type = ex.getClass(); type != Object.class; type = type.getSuperclass()) {
			ExceptionHandlerMethod handler = this.handlers.get(type);
			if (handler != null) {
				return handler;
			}
			if (type == StatusRuntimeException.class || type == StatusException.class) {
				// who handles all exceptions does not mean a status that was chosen
				return null;
			}
		}
		return null;
	}

	/**
	 * The mapping for one call.
	 */
	private final class Mapping {

		private final MethodDescriptor<?, ?> method;

		private final Metadata headers;

		Mapping(MethodDescriptor<?, ?> method, Metadata headers) {
			this.method = method;
			this.headers = headers;
		}

		Failure of(Throwable ex, int rounds) {
			for (Throwable candidate : Causes.chain(ex)) {
				ExceptionHandlerMethod handler = (rounds > 0) ? handlerOf(candidate) : null;
				if (handler != null) {
					return ask(handler, candidate, ex, rounds);
				}
				Failure carried = Failure.carriedBy(candidate);
				if (carried != null) {
					return carried;
				}
			}
			return Failure.known(KnownException.of(ex), ex);
		}

		private Failure ask(ExceptionHandlerMethod handler, Throwable candidate, Throwable ex, int rounds) {
			try {
				Object answer = handler.invoke(candidate, this.method, this.headers);
				if (answer instanceof Throwable other) {
					return follow(other, candidate, ex, rounds);
				}
				return (answer instanceof Status status) ? Failure.chosen(status, null) : RichFailure.of(answer);
			}
			catch (Throwable thrown) {
				if (thrown == candidate || Failure.carriedBy(thrown) != null) {
					return follow(thrown, candidate, ex, rounds);
				}
				logger.error("The exception handler %s failed on a call to %s".formatted(handler,
						this.method.getFullMethodName()), thrown);
				return Failure.known(KnownException.INTERNAL, ex);
			}
		}

		private Failure follow(Throwable answer, Throwable candidate, Throwable ex, int rounds) {
			Failure carried = Failure.carriedBy(answer);
			if (carried != null) {
				return carried;
			}
			return (answer != candidate) ? of(Causes.unwrap(answer), rounds - 1) : of(ex, 0);
		}

	}

}
