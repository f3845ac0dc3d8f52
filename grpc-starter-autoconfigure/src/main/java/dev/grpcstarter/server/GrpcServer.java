package dev.grpcstarter.server;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

import dev.grpcstarter.server.execution.InFlightCalls;
import io.grpc.Server;

/**
 * The running server of an application: one {@link Server} for each transport, started
 * and stopped together. It is started at most once. Thread-safe.
 */
public final class GrpcServer {

	private final List<Listener> listeners;

	private final InFlightCalls inFlight;

	private final List<Runnable> whenEnded;

	// as values, because a server that has ended does not tell them any more
	private volatile List<ListenAddress> addresses;

	GrpcServer(List<Listener> listeners, InFlightCalls inFlight, List<Runnable> whenEnded) {
		this.listeners = List.copyOf(listeners);
		this.inFlight = inFlight;
		this.whenEnded = List.copyOf(whenEnded);
		this.addresses = listeners.stream().map(Listener::address).toList();
	}

	/**
	 * Where the server listens.
	 * @return one address for each transport, with the port that is really used once the
	 * server has started
	 */
	public List<ListenAddress> addresses() {
		return this.addresses;
	}

	/**
	 * The TCP port.
	 * @return the port, or empty if no transport is TCP
	 */
	public OptionalInt port() {
		return addresses().stream()
			.filter(ListenAddress.Tcp.class::isInstance)
			.mapToInt((address) -> ((ListenAddress.Tcp) address).port())
			.findFirst();
	}

	void start() {
		List<Server> started = new ArrayList<>();
		for (Listener listener : this.listeners) {
			try {
				listener.server().start();
				started.add(listener.server());
			}
			catch (IOException ex) {
				started.forEach(Server::shutdownNow);
				this.whenEnded.forEach(Runnable::run);
				throw new GrpcServerBindException(listener.address(), ex);
			}
		}
		this.addresses = this.listeners.stream().map(Listener::actualAddress).toList();
	}

	/**
	 * Accepts no more connections and asks those that are there to go away. Calls in
	 * flight go on.
	 */
	void shutdown() {
		this.listeners.forEach((listener) -> listener.server().shutdown());
	}

	/**
	 * Ends what is left, and gives back ports and threads.
	 */
	void end() {
		this.listeners.forEach((listener) -> listener.server().shutdownNow());
		// what is cancelled still holds ports and threads for a moment
		awaitTermination(Duration.ofSeconds(5));
		this.whenEnded.forEach(Runnable::run);
	}

	/**
	 * The calls that are in flight.
	 * @return the calls of all transports
	 */
	InFlightCalls inFlight() {
		return this.inFlight;
	}

	void awaitTermination() {
		try {
			for (Listener listener : this.listeners) {
				listener.server().awaitTermination();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Waits until all calls have ended after a {@link #shutdown()}.
	 * @param limit how long to wait
	 * @return {@code false} if calls are left, or the thread was interrupted
	 */
	boolean awaitTermination(Duration limit) {
		long end = System.nanoTime() + limit.toNanos();
		try {
			for (Listener listener : this.listeners) {
				if (!listener.server().awaitTermination(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
					return false;
				}
			}
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * A transport's server.
	 *
	 * @param address where it was told to listen
	 * @param server the server
	 */
	record Listener(ListenAddress address, Server server) {

		ListenAddress actualAddress() {
			return (this.address instanceof ListenAddress.Tcp tcp)
					? new ListenAddress.Tcp(tcp.host(), this.server.getPort()) : this.address;
		}

	}

}
