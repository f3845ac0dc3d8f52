package dev.grpcstarter.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a channel can connect, and if not, why: the state of a channel has no
 * cause, but a call that does not wait has. It asks for the health of the server, and
 * whatever a server answers, it is connected. Until then it asks again, without gRPC's
 * pauses between attempts.
 */
final class ConnectionProbe {

	private static final Duration PAUSE = Duration.ofMillis(200);

	private static final MethodDescriptor<byte[], byte[]> CHECK = MethodDescriptor.newBuilder(new Bytes(), new Bytes())
		.setType(MethodType.UNARY)
		.setFullMethodName("grpc.health.v1.Health/Check")
		.build();

	private final ManagedChannel channel;

	private final ScheduledExecutorService timer;

	private final CompletableFuture<Status> outcome = new CompletableFuture<>();

	private final long end;

	private volatile @Nullable Status failure;

	private volatile @Nullable ClientCall<byte[], byte[]> call;

	/**
	 * A probe of one channel, which begins at once.
	 * @param channel the channel
	 * @param timeout when to give up
	 * @param timer the time between two calls
	 */
	ConnectionProbe(ManagedChannel channel, Duration timeout, ScheduledExecutorService timer) {
		this.channel = channel;
		this.timer = timer;
		this.end = System.nanoTime() + timeout.toNanos();
		ask();
	}

	static boolean isProbe(MethodDescriptor<?, ?> method) {
		return method == CHECK;
	}

	/**
	 * What has come of it.
	 * @return what ended it: OK once there is a connection, and the last failure when the
	 * time is over
	 */
	CompletableFuture<Status> outcome() {
		return this.outcome;
	}

	void stop() {
		this.outcome.complete(Status.CANCELLED);
		ClientCall<byte[], byte[]> call = this.call;
		if (call != null) {
			call.cancel("the start has ended", null);
		}
	}

	private void ask() {
		if (this.outcome.isDone()) {
			return;
		}
		try {
			ClientCall<byte[], byte[]> call = this.channel.newCall(CHECK, CallOptions.DEFAULT.withoutWaitForReady()
				.withDeadlineAfter(this.end - System.nanoTime(), TimeUnit.NANOSECONDS));
			this.call = call;
			call.start(new Answer(call), new Metadata());
			call.sendMessage(new byte[0]);
			call.halfClose();
			call.request(1);
		}
		catch (RuntimeException ex) {
			this.outcome.complete(Status.fromThrowable(ex));
		}
	}

	private void failed(Status status) {
		// a definite answer says more than that the time was over
		if (this.failure == null || status.getCode() != Status.Code.DEADLINE_EXCEEDED) {
			this.failure = status;
		}
		if (this.end - System.nanoTime() <= PAUSE.toNanos()) {
			this.outcome.complete(this.failure);
			return;
		}
		this.timer.schedule(() -> {
			this.channel.resetConnectBackoff();
			ask();
		}, PAUSE.toNanos(), TimeUnit.NANOSECONDS);
	}

	/**
	 * What becomes of one call.
	 */
	private final class Answer extends ClientCall.Listener<byte[]> {

		private final ClientCall<byte[], byte[]> call;

		private boolean answered;

		Answer(ClientCall<byte[], byte[]> call) {
			this.call = call;
		}

		@Override
		public void onHeaders(Metadata headers) {
			this.answered = true;
		}

		@Override
		public void onClose(Status status, Metadata trailers) {
			if (this.answered || this.call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) != null) {
				ConnectionProbe.this.outcome.complete(Status.OK);
			}
			else {
				failed(status);
			}
		}

	}

	/**
	 * A request without a name, which asks for the whole server, is no bytes; and what
	 * the answer says is of no interest.
	 */
	private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

		@Override
		public InputStream stream(byte[] value) {
			return new ByteArrayInputStream(value);
		}

		@Override
		public byte[] parse(InputStream stream) {
			try {
				return stream.readAllBytes();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
