package dev.grpcstarter.server.execution;

import java.util.ArrayDeque;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

/**
 * Events that wait for the handler of a call, in their order. There are rarely more than
 * three at a time, and those are kept without a collection. Not thread-safe.
 */
final class EventQueue {

	private @Nullable Object first;

	private @Nullable Object second;

	private @Nullable Object third;

	// those after the third; empty while one of the places before is
	private @Nullable Queue<Object> others;

	/**
	 * Adds an event.
	 * @param event a {@link Signal}, or a message as {@link RequestMarshaller} gives it
	 */
	void add(Object event) {
		if (this.first == null) {
			this.first = event;
		}
		else if (this.second == null) {
			this.second = event;
		}
		else if (this.third == null) {
			this.third = event;
		}
		else {
			if (this.others == null) {
				this.others = new ArrayDeque<>();
			}
			this.others.add(event);
		}
	}

	/**
	 * Takes the event that has waited longest.
	 * @return the event, or {@code null} if there is none
	 */
	@Nullable Object poll() {
		Object event = this.first;
		this.first = this.second;
		this.second = this.third;
		this.third = (this.others != null) ? this.others.poll() : null;
		return event;
	}

	/**
	 * Drops all events.
	 */
	void discardAll() {
		for (Object event = poll(); event != null; event = poll()) {
			RequestMarshaller.discard(event);
		}
	}

}
