package dev.grpcstarter.server;

import dev.grpcstarter.call.MethodPolicy;
import dev.grpcstarter.call.Stage;
import dev.grpcstarter.server.execution.DeadlineMethod;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCallHandler;

/**
 * Bounds the time of calls. Time is counted from when a call arrives, before it has a
 * thread. When it is over, the call is closed with DEADLINE_EXCEEDED from here outward,
 * and what is inside of this stage is cancelled.
 */
public final class DeadlineStage implements ServerStage {

	@Override
	public Stage stage() {
		return Stage.DEADLINE;
	}

	@Override
	public String describe(MethodDescriptor<?, ?> method, MethodPolicy policy) {
		String bounds = policy.deadlines().describeInbound(method.getType());
		return (bounds.isEmpty()) ? stage().text() : "%s(%s)".formatted(stage().text(), bounds);
	}

	@Override
	public <Q, R> ServerCallHandler<Q, R> around(MethodDescriptor<Q, R> method, MethodPolicy policy,
			ServerCallHandler<Q, R> next) {
		return new DeadlineMethod<>(next);
	}

}
