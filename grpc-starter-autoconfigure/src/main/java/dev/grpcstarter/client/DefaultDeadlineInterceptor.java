package dev.grpcstarter.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;

/**
 * Gives a deadline to unary calls that have none. It is counted from each call: set once
 * on a stub, it would pass, and all later calls would fail. Streams are left alone, since
 * how long they live says nothing about their health. A tighter deadline of the call that
 * is being served wins, which gRPC sees to by itself.
 */
final class DefaultDeadlineInterceptor implements ClientInterceptor {

	private final long nanos;

	DefaultDeadlineInterceptor(Duration deadline) {
		this.nanos = deadline.toNanos();
	}

	@Override
	public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
		boolean needsDeadline = method.getType() == MethodType.UNARY && options.getDeadline() == null;
		return next.newCall(method,
				(needsDeadline) ? options.withDeadlineAfter(this.nanos, TimeUnit.NANOSECONDS) : options);
	}

}
