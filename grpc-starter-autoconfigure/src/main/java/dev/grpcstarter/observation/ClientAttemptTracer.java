package dev.grpcstarter.observation;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;

import io.grpc.ClientStreamTracer;
import io.grpc.Status;

/**
 * Follows one attempt of a call.
 */
final class ClientAttemptTracer extends ClientStreamTracer {

	private static final AtomicLongFieldUpdater<ClientAttemptTracer> SENT = AtomicLongFieldUpdater
		.newUpdater(ClientAttemptTracer.class, "sent");

	private static final AtomicLongFieldUpdater<ClientAttemptTracer> RECEIVED = AtomicLongFieldUpdater
		.newUpdater(ClientAttemptTracer.class, "received");

	private final StatusMeters<StatusMeters.OfStream> meters;

	private final long begin = System.nanoTime();

	private volatile long sent;

	private volatile long received;

	ClientAttemptTracer(StatusMeters<StatusMeters.OfStream> meters) {
		this.meters = meters;
	}

	@Override
	public void outboundWireSize(long bytes) {
		SENT.addAndGet(this, bytes);
	}

	@Override
	public void inboundWireSize(long bytes) {
		RECEIVED.addAndGet(this, bytes);
	}

	@Override
	public void streamClosed(Status status) {
		this.meters.get(status.getCode()).record(System.nanoTime() - this.begin, this.sent, this.received);
	}

}
