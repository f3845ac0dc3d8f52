package dev.grpcstarter.server;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

import dev.grpcstarter.server.execution.InFlightCalls;
import io.grpc.Server;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The running server of an application: one {@link Server} for each transport, started
 * and stopped together. It is started at most once. Thread-safe.
 */
public final class GrpcServer {

	private static final Log logger = LogFactory.getLog(GrpcServer.class);

	private static final Duration POLL = Duration.ofMillis(50);

	/**
	 * What a call takes to arrive that was sent before its client could know.
	 */
	private static final Duration QUIET = Duration.ofSeconds(1);

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
		for (Listener listener : this.listeners) {
			try {
				listener.server().start();
			}
			catch (IOException ex) {
				end();
				throw new GrpcServerBindException(listener.address(), ex);
			}
			catch (RuntimeException | Error ex) {
				end();
				throw ex;
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
		boolean interrupted = Thread.interrupted();
		awaitTermination(Duration.ofSeconds(5));
		runAll(this.whenEnded);
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Gives back what was taken, whatever goes wrong with a part of it.
	 * @param whenEnded what is to be done
	 */
	static void runAll(List<Runnable> whenEnded) {
		for (Runnable action : whenEnded) {
			try {
				action.run();
			}
			catch (RuntimeException | Error ex) {
				logger.warn("A part of the gRPC server could not be closed", ex);
			}
		}
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
	 * Waits after a {@link #shutdown()} until all calls have ended and all clients have
	 * gone. A client that does not even notice that it is asked to go, and has no call in
	 * flight, is waited for no longer than a new call could take to arrive. Where calls
	 * are not even counted, it is waited for until the limit.
	 * @param limit how long to wait
	 * @return {@code false} if calls may be left
	 */
	boolean awaitCalls(Duration limit) {
		long end = System.nanoTime() + limit.toNanos();
		long quiet = System.nanoTime();
		while (!awaitTermination(POLL)) {
			long now = System.nanoTime();
			quiet = (this.inFlight.isEmpty()) ? quiet : now;
			if (now - quiet > QUIET.toNanos()) {
				return true;
			}
			if (now > end || Thread.currentThread().isInterrupted()) {
				return this.inFlight.isEmpty();
			}
		}
		return true;
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
