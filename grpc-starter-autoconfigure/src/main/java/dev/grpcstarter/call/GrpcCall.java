package dev.grpcstarter.call;

import java.net.SocketAddress;
import java.time.Duration;

import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * The call that is being handled. It follows the work wherever {@link Context} follows
 * it, into {@linkplain Context#fork() forks} too: what it says is true of the call, also
 * where the work is not bound to it. Thread-safe.
 */
public interface GrpcCall {

	/**
	 * Where the call is found in the {@link Context}. Set by the server.
	 */
	Context.Key<GrpcCall> KEY = Context.key("dev.grpcstarter.call");

	/**
	 * The call that the current thread works for.
	 * @return the call
	 * @throws IllegalStateException if the current {@link Context} belongs to no call, or
	 * if the chain of the method has neither {@code context} nor {@code deadline}
	 */
	static GrpcCall current() {
		GrpcCall call = KEY.get();
		if (call == null) {
			throw new IllegalStateException("This thread does not work for a gRPC call. "
					+ "Where a call's work moves to another thread, its io.grpc.Context has to move with it, "
					+ "and the chain of the method needs the stage 'context'.");
		}
		return call;
	}

	/**
	 * The method that was called.
	 * @return its full name, such as {@code shop.Inventory/Reserve}
	 */
	String method();

	/**
	 * What the caller has sent along.
	 * @return the metadata of the request. It belongs to the call: read it, and do not
	 * change it
	 */
	Metadata metadata();

	/**
	 * Who called.
	 * @return the address of the other end of the connection, or {@code null} if the
	 * transport has none
	 */
	@Nullable SocketAddress peer();

	/**
	 * The host that the caller has called.
	 * @return its name, mostly with a port, or {@code null} if the transport has none
	 */
	@Nullable String authority();

	/**
	 * What the transport knows of the connection, such as the session of TLS.
	 * @return the attributes, with the keys of {@link io.grpc.Grpc}
	 */
	Attributes attributes();

	/**
	 * How much time is left until the deadline of the call.
	 * @return the time, zero when the deadline has passed, or {@code null} if the call
	 * has none
	 */
	@Nullable Duration remainingTime();

	/**
	 * Whether nobody waits for an answer any more. Handlers that work for long ask this,
	 * or let {@link Context#addListener} tell them.
	 * @return {@code true} if the call was cancelled or its deadline has passed, and
	 * {@code false} while it goes on and when it has been answered
	 */
	default boolean isCancelled() {
		return cancellation() != null;
	}

	/**
	 * Why the call is cancelled.
	 * @return the status CANCELLED or DEADLINE_EXCEEDED, with a description, or
	 * {@code null} if the call is not cancelled
	 */
	@Nullable Status cancellation();

	/**
	 * Asks to be told when the server shuts down, so that a stream which would never end
	 * can say goodbye within the shutdown's grace instead of being cancelled after it.
	 * <p>
	 * Told when the connections have been asked to go away, after
	 * {@code grpc.server.shutdown.drain}: a caller that calls again reaches another
	 * server. If that has happened already, the action runs at once.
	 * <p>
	 * The action runs on another thread than the handler, and maybe at the same time. A
	 * {@link io.grpc.stub.StreamObserver} is not thread-safe: where the handler, or who
	 * else sends, may do so meanwhile, both have to synchronize.
	 * @param action what to do. It runs once, or not at all if the call ends before, and
	 * counts against {@code grpc.server.shutdown.grace}
	 */
	void onDrain(Runnable action);

}
