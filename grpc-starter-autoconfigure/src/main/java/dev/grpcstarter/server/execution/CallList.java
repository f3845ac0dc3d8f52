package dev.grpcstarter.server.execution;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Some of the calls in flight. The calls themselves are the links of the list, so that to
 * be in it costs a call no object of its own. Thread-safe.
 */
final class CallList {

	private final InFlightCalls all;

	private @Nullable InboundCall first;

	CallList(InFlightCalls all) {
		this.all = all;
	}

	/**
	 * Whether the server shuts down.
	 * @return {@code true} if it does
	 */
	boolean isDraining() {
		return this.all.isDraining();
	}

	synchronized void add(InboundCall call) {
		InboundCall next = this.first;
		call.link(null, next);
		if (next != null) {
			next.link(call, next.next());
		}
		this.first = call;
	}

	/**
	 * Removes a call. A transport tells of the end of a stream once, so this is done
	 * once.
	 * @param call a call that is in the list
	 */
	synchronized void remove(InboundCall call) {
		InboundCall previous = call.previous();
		InboundCall next = call.next();
		if (previous != null) {
			previous.link(previous.previous(), next);
		}
		else {
			this.first = next;
		}
		if (next != null) {
			next.link(previous, next.next());
		}
		call.link(null, null);
	}

	synchronized void addTo(List<InboundCall> calls) {
		for (InboundCall call = this.first; call != null; call = call.next()) {
			calls.add(call);
		}
	}

}
