package dev.grpcstarter.server.execution;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * The calls that one server has in flight, from their first byte to their last: to
 * methods that do not exist, too. Calls to methods that need nothing to be known of them
 * are only counted, and where no method needs more, nothing is: the server then has to
 * wait for its connections instead. Thread-safe.
 */
public final class InFlightCalls extends ServerStreamTracer.Factory {

	private static final Log logger = LogFactory.getLog(InFlightCalls.class);

	private final CallList[] lists;

	private final AtomicInteger others = new AtomicInteger();

	private final ServerStreamTracer counter = new ServerStreamTracer() {

		@Override
		public void streamClosed(Status status) {
			InFlightCalls.this.others.decrementAndGet();
		}

	};

	private final Map<String, Tracking> methods;

	private final boolean tracing;

	private volatile boolean draining;

	/**
	 * Calls of a server.
	 * @param methods how much has to be known, by the full names of methods; of others,
	 * each call is {@link Tracking#KNOWN}
	 */
	public InFlightCalls(Map<String, Tracking> methods) {
		this.methods = Map.copyOf(methods);
		// one for each event loop, as a rule
		this.lists = new CallList[Integer.highestOneBit(Runtime.getRuntime().availableProcessors()) * 4];
		Arrays.setAll(this.lists, (i) -> new CallList(this));
		this.tracing = methods.isEmpty() || methods.values().stream().anyMatch((how) -> how != Tracking.COUNTED);
	}

	/**
	 * Whether this has to be told of calls. A tracer that has nothing to do would cost
	 * each of them some bytes all the same.
	 * @return {@code false} if no method needs anything to be known
	 */
	public boolean isTracing() {
		return this.tracing;
	}

	@Override
	public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
		Tracking tracking = this.methods.getOrDefault(fullMethodName, Tracking.KNOWN);
		if (tracking == Tracking.COUNTED) {
			this.others.incrementAndGet();
			return this.counter;
		}
		CallList list = this.lists[(int) Thread.currentThread().getId() & (this.lists.length - 1)];
		InboundCall call = new InboundCall(list, fullMethodName, headers, tracking == Tracking.BOUNDED);
		list.add(call);
		return call;
	}

	/**
	 * Whether there is certainly none.
	 * @return {@code true} if no call is in flight, and {@code false} if there may be one
	 */
	public boolean isEmpty() {
		return this.tracing && calls().isEmpty() && this.others.get() == 0;
	}

	/**
	 * Runs what handlers have asked to be done when the server shuts down.
	 */
	public void drain() {
		this.draining = true;
		for (InboundCall call : calls()) {
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
	 * The calls that are in flight at this moment, without those that are only counted.
	 * @return the calls, the oldest one first
	 */
	public List<Entry> list() {
		return calls().stream()
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

	private List<InboundCall> calls() {
		List<InboundCall> calls = new ArrayList<>();
		for (CallList list : this.lists) {
			list.addTo(calls);
		}
		return calls;
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
