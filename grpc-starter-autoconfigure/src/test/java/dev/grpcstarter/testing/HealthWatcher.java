package dev.grpcstarter.testing;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import org.jspecify.annotations.Nullable;

/**
 * Watches the health of a service, as a client that balances over several servers does,
 * and remembers all that it is told.
 */
public final class HealthWatcher extends ClientCall.Listener<HealthCheckResponse> implements AutoCloseable {

	private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

	private final ClientCall<HealthCheckRequest, HealthCheckResponse> call;

	private HealthWatcher(ClientCall<HealthCheckRequest, HealthCheckResponse> call) {
		this.call = call;
	}

	/**
	 * Reads whatever comes.
	 */
	public static HealthWatcher of(Channel channel, String service) {
		return reading(channel, service, Integer.MAX_VALUE);
	}

	/**
	 * Reads no more than it wants, until it {@linkplain #read wants} more.
	 */
	public static HealthWatcher reading(Channel channel, String service, int statuses) {
		HealthWatcher watcher = new HealthWatcher(channel.newCall(HealthGrpc.getWatchMethod(), CallOptions.DEFAULT));
		watcher.call.start(watcher, new Metadata());
		watcher.call.request(statuses);
		watcher.call.sendMessage(HealthCheckRequest.newBuilder().setService(service).build());
		watcher.call.halfClose();
		return watcher;
	}

	public void read(int statuses) {
		this.call.request(statuses);
	}

	/**
	 * What it is told next: a status of the service, or that of the call when it has
	 * ended.
	 */
	public @Nullable String next() throws InterruptedException {
		return this.told.poll(20, TimeUnit.SECONDS);
	}

	/**
	 * Whether it was told nothing since the last that it gave.
	 */
	public boolean knowsAll() {
		return this.told.isEmpty();
	}

	@Override
	public void onMessage(HealthCheckResponse response) {
		this.told.add(response.getStatus().name());
	}

	@Override
	public void onClose(Status status, Metadata trailers) {
		this.told.add(status.getCode().name());
	}

	@Override
	public void close() {
		this.call.cancel("the test is over", null);
	}

}
