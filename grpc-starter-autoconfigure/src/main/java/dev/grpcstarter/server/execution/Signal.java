package dev.grpcstarter.server.execution;

/**
 * What a handler is told beside messages.
 */
enum Signal {

	READY, HALF_CLOSE, COMPLETE, CANCEL;

	boolean isLast() {
		return this == COMPLETE || this == CANCEL;
	}

}
