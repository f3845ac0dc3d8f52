package dev.grpcstarter.server.execution;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

import io.grpc.ServerCall;
import io.grpc.stub.ServerCalls;
import org.jspecify.annotations.Nullable;

/**
 * Knows whether code of the application hears that everything of a call has been sent. If
 * it does, it is to hear it on the method's executor. If not, which is so with nearly
 * every call, another thread would be taken for nothing.
 * <p>
 * The listeners that gRPC makes for generated services do nothing then but to run the
 * handler of {@link io.grpc.stub.ServerCallStreamObserver#setOnCloseHandler}, and whether
 * there is one they only tell who looks inside. Where that cannot be done, or another
 * listener is in the way, the application is taken to hear it.
 */
final class CompletionListeners {

	private static final MethodType LISTENER_TO_OBSERVER = MethodType.methodType(Object.class, Object.class);

	private static final Kind[] OF_STUBS = { Kind.of("UnaryServerCallHandler$UnaryServerCallListener"),
			Kind.of("StreamingServerCallHandler$StreamingServerCallListener") };

	private CompletionListeners() {
	}

	/**
	 * Whether the application hears of the completion. Called when the handler has begun
	 * and runs no longer: a handler for the close cannot be set any more.
	 * @param listener the listener of the call
	 * @return {@code false} if it certainly does not
	 */
	static boolean hear(ServerCall.Listener<?> listener) {
		ServerCall.Listener<?> innermost = listener;
		while (innermost instanceof BuiltInListener builtIn) {
			innermost = builtIn.inner();
		}
		if (innermost instanceof NoListener) {
			return false;
		}
		for (Kind kind : OF_STUBS) {
			if (kind.type() == innermost.getClass()) {
				return kind.hasCloseHandler(innermost);
			}
		}
		return true;
	}

	/**
	 * A kind of listener of gRPC.
	 *
	 * @param type its class, or {@code null} if it is not as expected
	 * @param closeHandler gives the close handler of a listener
	 */
	private record Kind(@Nullable Class<?> type, @Nullable MethodHandle closeHandler) {

		static Kind of(String name) {
			String calls = ServerCalls.class.getName() + "$";
			try {
				ClassLoader loader = ServerCalls.class.getClassLoader();
				Class<?> type = Class.forName(calls + name, false, loader);
				Class<?> observer = Class.forName(calls + "ServerCallStreamObserverImpl", false, loader);
				MethodHandle toObserver = MethodHandles.privateLookupIn(type, MethodHandles.lookup())
					.findGetter(type, "responseObserver", observer);
				MethodHandle toHandler = MethodHandles.privateLookupIn(observer, MethodHandles.lookup())
					.findGetter(observer, "onCloseHandler", Runnable.class);
				return new Kind(type,
						MethodHandles.filterReturnValue(toObserver, toHandler).asType(LISTENER_TO_OBSERVER));
			}
			catch (ReflectiveOperationException | RuntimeException ex) {
				// another version of gRPC: its listeners are none of those that are known
				return new Kind(null, null);
			}
		}

		@SuppressWarnings("NullAway") // asked only where there is a type
		boolean hasCloseHandler(ServerCall.Listener<?> listener) {
			try {
				return (Object) this.closeHandler.invokeExact((Object) listener) != null;
			}
			catch (Throwable ex) {
				throw new IllegalStateException("a field cannot be read", ex);
			}
		}

	}

}
