package dev.grpcstarter.observation;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;

import io.grpc.ServerStreamTracer;
import io.grpc.Status;

/**
 * Follows one call to the server. This object is all that metrics cost a call.
 */
final class ServerCallTracer extends ServerStreamTracer {

	private static final AtomicLongFieldUpdater<ServerCallTracer> SENT = AtomicLongFieldUpdater
		.newUpdater(ServerCallTracer.class, "sent");

	private static final AtomicLongFieldUpdater<ServerCallTracer> RECEIVED = AtomicLongFieldUpdater
		.newUpdater(ServerCallTracer.class, "received");

	private final StatusMeters<StatusMeters.OfStream> meters;

	private final long begin = System.nanoTime();

	private volatile long sent;

	private volatile long received;

	ServerCallTracer(StatusMeters<StatusMeters.OfStream> meters) {
		this.meters = meters;
	}

	/**
	 * The default makes an object for each call.
	 */
	@Override
	public void serverCallStarted(ServerCallInfo<?, ?> info) {
		// what is called was known before
	}

	@Override
	public void outboundWireSize(long bytes) {
		SENT.addAndGet(this, bytes);
	}

	@Override
	public void inboundWireSize(long bytes) {
		RECEIVED.addAndGet(this, bytes);
	}

	/**
	 * Called by the transport, exactly once for each stream.
	 */
	@Override
	public void streamClosed(Status status) {
		this.meters.get(status.getCode()).record(System.nanoTime() - this.begin, this.sent, this.received);
	}

}
