package dev.grpcstarter.server.execution;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.util.StringUtils;

/**
 * The calls that one server has in flight, from their first byte to their last: to
 * methods that do not exist, too. Thread-safe.
 */
public final class InFlightCalls extends ServerStreamTracer.Factory implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(InFlightCalls.class);

	private final Set<InboundCall> calls = ConcurrentHashMap.newKeySet();

	private final ScheduledExecutorService timer = timerThread();

	private volatile boolean draining;

	@Override
	public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
		InboundCall call = new InboundCall(this, fullMethodName, headers);
		this.calls.add(call);
		return call;
	}

	/**
	 * Whether there is none.
	 * @return {@code true} if no call is in flight
	 */
	public boolean isEmpty() {
		return this.calls.isEmpty();
	}

	/**
	 * Runs what handlers have asked to be done when the server shuts down.
	 */
	public void drain() {
		this.draining = true;
		for (InboundCall call : this.calls) {
			for (Runnable action : call.takeOnDrain()) {
				try {
					action.run();
				}
				catch (Throwable ex) {
					logger.error("What %s asked to be done at the shutdown has failed".formatted(call.method()), ex);
				}
			}
		}
	}

	/**
	 * The calls that are in flight at this moment.
	 * @return the calls, the oldest one first
	 */
	public List<Entry> list() {
		return this.calls.stream()
			.map((call) -> new Entry(call.method(), call.age(), text(call.peer())))
			.sorted(Comparator.comparing(Entry::age).reversed())
			.toList();
	}

	private static String text(@Nullable SocketAddress peer) {
		return (peer != null) ? StringUtils.trimLeadingCharacter(peer.toString(), '/') : "an unknown peer";
	}

	boolean isDraining() {
		return this.draining;
	}

	void remove(InboundCall call) {
		this.calls.remove(call);
	}

	/**
	 * Ends the deadlines' timer. For when the server has ended.
	 */
	@Override
	public void close() {
		this.timer.shutdownNow();
	}

	ScheduledExecutorService timer() {
		return this.timer;
	}

	private static ScheduledExecutorService timerThread() {
		CustomizableThreadFactory factory = new CustomizableThreadFactory("grpc-server-deadline-");
		factory.setDaemon(true);
		ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, factory);
		// nearly all deadlines are cancelled long before they expire
		timer.setRemoveOnCancelPolicy(true);
		return timer;
	}

	/**
	 * A call that is in flight.
	 *
	 * @param method the full name of its method
	 * @param age how long ago it has arrived
	 * @param peer the address of the caller
	 */
	public record Entry(String method, Duration age, String peer) {

	}

}
