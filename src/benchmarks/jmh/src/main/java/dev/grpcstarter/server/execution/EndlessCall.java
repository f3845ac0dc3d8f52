package dev.grpcstarter.server.execution;

import dev.grpcstarter.benchmarks.work.EchoGrpc;
import dev.grpcstarter.benchmarks.work.Payload;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;

/**
 * A call that nobody answers.
 */
final class EndlessCall extends ServerCall<Payload, Payload> {

	@Override
	public void request(int messages) {
		// there are none
	}

	@Override
	public void sendHeaders(Metadata headers) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void sendMessage(Payload message) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void close(Status status, Metadata trailers) {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean isCancelled() {
		return false;
	}

	@Override
	public MethodDescriptor<Payload, Payload> getMethodDescriptor() {
		return EchoGrpc.getSayMethod();
	}

}
