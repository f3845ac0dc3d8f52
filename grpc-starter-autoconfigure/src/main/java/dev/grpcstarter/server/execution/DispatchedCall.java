package dev.grpcstarter.server.execution;

import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import org.jspecify.annotations.Nullable;

/**
 * Hands the events of one call from the event loop to its handler, in their order and one
 * at a time. The event loop adds them; a task on the method's executor takes them until
 * none is left. This object is the task, too.
 */
final class DispatchedCall extends ServerCall.Listener<Object> implements Runnable {

	private final HandlerEvents<?, ?> handler;

	private final MethodType type;

	private final CallExecutor executor;

	private final CancellableContext context;

	/**
	 * Guarded by this, as the state.
	 */
	private final EventQueue events = new EventQueue();

	private State state = State.COLLECTING;

	private boolean begun;

	private boolean messageReceived;

	DispatchedCall(HandlerEvents<?, ?> handler, MethodType type, CallExecutor executor, CancellableContext context) {
		this.handler = handler;
		this.type = type;
		this.executor = executor;
		this.context = context;
	}

	/**
	 * A call that brings one message is handed over when it is complete. It then needs a
	 * thread once, and none while its caller is still sending.
	 */
	void start() {
		if (this.handler.hasExpired()) {
			this.state = State.ENDED;
		}
		else if (this.executor.isFull()) {
			refuse(null);
		}
		else if (this.type.clientSendsOneMessage()) {
			this.handler.prefetch();
		}
		else {
			this.state = State.HANDED_OVER;
			execute();
		}
	}

	@Override
	public void onMessage(Object message) {
		// a second one is an error of the caller, and for the handler to find
		boolean complete = this.messageReceived;
		this.messageReceived = true;
		if (add(message, complete)) {
			execute();
		}
	}

	@Override
	public void onHalfClose() {
		if (add(Signal.HALF_CLOSE, true)) {
			execute();
		}
	}

	@Override
	public void onReady() {
		if (add(Signal.READY, false)) {
			execute();
		}
	}

	/**
	 * Everything has been sent. The handler which has answered is mostly still about to
	 * return, and its thread takes this too. Where it has returned, a call with one reply
	 * takes another thread only for what of the application hears of it. After a deadline
	 * that is the handler, which hears that it is cancelled.
	 */
	@Override
	public void onComplete() {
		if (addLast(Signal.COMPLETE)) {
			boolean heard = !this.type.serverSendsOneMessage() || this.handler.hearsCompletion();
			if (!heard || !handedOverAgain()) {
				run();
			}
		}
	}

	// what is over is not refused
	private boolean handedOverAgain() {
		try {
			this.executor.threads().execute(this);
			return true;
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			return false;
		}
	}

	/**
	 * A running handler learns of it through its {@link Context} at once, and through its
	 * listener when it returns. One that waits for its thread will not begin.
	 */
	@Override
	public void onCancel() {
		discardAll();
		InboundCall inbound = InboundCall.find();
		if (inbound != null) {
			inbound.cancelled();
		}
		this.context.cancel(Context.current().cancellationCause());
		if (addLast(Signal.CANCEL)) {
			execute();
		}
	}

	private synchronized boolean add(Object event, boolean complete) {
		if (this.state == State.ENDED) {
			RequestMarshaller.discard(event);
			return false;
		}
		this.events.add(event);
		return handOver(complete);
	}

	private boolean addLast(Signal last) {
		if (endIfNew()) {
			release();
			return false;
		}
		return add(last, false);
	}

	private synchronized boolean endIfNew() {
		if (!this.begun) {
			this.state = State.ENDED;
			discardAll();
		}
		return !this.begun;
	}

	private boolean handOver(boolean complete) {
		boolean due = this.state == State.IDLE || this.state == State.COLLECTING && complete;
		this.state = (due) ? State.HANDED_OVER : this.state;
		return due;
	}

	private synchronized void discardAll() {
		this.events.discardAll();
	}

	private void execute() {
		// many calls may have begun since this one did
		if (isNew() && this.executor.isFull()) {
			refuse(null);
			return;
		}
		try {
			this.executor.threads().execute(this);
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			// the latter is how Java says that it can make no thread
			refuse(ex);
		}
	}

	/**
	 * Ends a call for which there is no thread. A handler that has begun is told on the
	 * event loop then, because nobody else is left to do it.
	 * @param cause why there is no thread
	 */
	private void refuse(@Nullable Throwable cause) {
		discardAll();
		this.context.cancel(cause);
		this.handler.refuse(cause);
		if (notHandedOver() && addLast(Signal.CANCEL)) {
			run();
		}
	}

	private synchronized boolean isNew() {
		return !this.begun;
	}

	private synchronized boolean notHandedOver() {
		this.state = (this.begun) ? State.IDLE : State.ENDED;
		return this.begun;
	}

	@Override
	public void run() {
		if (!begin()) {
			return;
		}
		Context previous = this.context.attach();
		Object event = null;
		this.handler.runsOn(Thread.currentThread());
		try {
			this.handler.begin();
			for (event = next(); event != null; event = next()) {
				this.handler.handle(event);
				if (event instanceof Signal signal && signal.isLast()) {
					break;
				}
			}
		}
		finally {
			this.handler.runsOn(null);
			this.context.detach(previous);
		}
		if (event != null) {
			end();
			release();
		}
	}

	private void release() {
		this.handler.end();
		this.context.cancel(null);
	}

	private synchronized boolean begin() {
		if (!this.begun && this.handler.hasExpired()) {
			this.state = State.ENDED;
			discardAll();
		}
		if (this.state == State.ENDED) {
			return false;
		}
		this.state = State.RUNNING;
		this.begun = true;
		return true;
	}

	private synchronized @Nullable Object next() {
		Object event = this.events.poll();
		if (event == null) {
			this.state = State.IDLE;
		}
		return event;
	}

	private synchronized void end() {
		this.state = State.ENDED;
		discardAll();
	}

	private enum State {

		/**
		 * The call is not complete, and has no thread yet.
		 */
		COLLECTING,

		/**
		 * The executor has the task.
		 */
		HANDED_OVER,

		/**
		 * A thread takes the events.
		 */
		RUNNING,

		/**
		 * The handler waits for the next event.
		 */
		IDLE,

		/**
		 * Nothing more will be handled.
		 */
		ENDED

	}

}
