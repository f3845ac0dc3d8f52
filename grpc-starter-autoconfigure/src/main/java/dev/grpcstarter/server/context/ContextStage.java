package dev.grpcstarter.server.context;

import dev.grpcstarter.call.MethodPolicy;
import dev.grpcstarter.call.Stage;
import dev.grpcstarter.server.ServerStage;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCallHandler;

/**
 * Puts what the caller has sent along into the log's MDC, for as long as a thread works
 * for the call. Where nothing is to be put there, nothing is around the handler: the
 * {@link dev.grpcstarter.call.GrpcCall} is in the context of every call from its
 * beginning. Thread-safe.
 */
public final class ContextStage implements ServerStage {

	private final LoggedMetadata logged;

	/**
	 * A stage for all methods.
	 * @param logged which metadata goes into the MDC
	 */
	public ContextStage(LoggedMetadata logged) {
		this.logged = logged;
	}

	@Override
	public Stage stage() {
		return Stage.CONTEXT;
	}

	@Override
	public <Q, R> ServerCallHandler<Q, R> around(MethodDescriptor<Q, R> method, MethodPolicy policy,
			ServerCallHandler<Q, R> next) {
		return (this.logged.isEmpty()) ? next : new LoggedMethod<>(this.logged, next);
	}

}
