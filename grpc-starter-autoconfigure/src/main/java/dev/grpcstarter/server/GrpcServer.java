package dev.grpcstarter.server;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

import io.grpc.Server;

/**
 * The running server of an application: one {@link Server} for each transport, started
 * and stopped together. It is started at most once. Thread-safe.
 */
public final class GrpcServer {

	private final List<Listener> listeners;

	private final List<Runnable> whenEnded;

	// as values, because a server that has ended does not tell them any more
	private volatile List<ListenAddress> addresses;

	GrpcServer(List<Listener> listeners, List<Runnable> whenEnded) {
		this.listeners = List.copyOf(listeners);
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
	 * Accepts no more calls, waits for those in flight, and cancels what is left.
	 * @param grace how long calls in flight may go on
	 * @return {@code false} if calls had to be cancelled
	 */
	boolean shutdown(Duration grace) {
		this.listeners.forEach((listener) -> listener.server().shutdown());
		boolean ended = awaitTermination(grace);
		if (!ended) {
			this.listeners.forEach((listener) -> listener.server().shutdownNow());
			// what is cancelled still holds ports and threads for a moment
			awaitTermination(Duration.ofSeconds(5));
		}
		this.whenEnded.forEach(Runnable::run);
		return ended;
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

	private boolean awaitTermination(Duration limit) {
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
