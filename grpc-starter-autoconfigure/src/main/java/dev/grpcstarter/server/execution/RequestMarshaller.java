package dev.grpcstarter.server.execution;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

import io.grpc.Detachable;
import io.grpc.MethodDescriptor.Marshaller;

/**
 * Parses requests of the size of most on the event loop, which has them in its cache, and
 * leaves large ones to the handler's thread. What it gives is the message where that is
 * parsed, since nearly all are, and otherwise what is {@linkplain Unparsed known of it}.
 *
 * @param <Q> the type of the request
 */
final class RequestMarshaller<Q> implements Marshaller<Object> {

	/**
	 * Parsing this much takes no longer than handing it over.
	 */
	private static final int SMALL = 4096;

	private final Marshaller<Q> marshaller;

	private final boolean handedOver;

	/**
	 * Wraps the marshaller of a method.
	 * @param marshaller the marshaller
	 * @param handedOver whether the handler has a thread of its own
	 */
	RequestMarshaller(Marshaller<Q> marshaller, boolean handedOver) {
		this.marshaller = marshaller;
		this.handedOver = handedOver;
	}

	@Override
	public Object parse(InputStream stream) {
		try {
			// a compressed message cannot be detached from gRPC's buffers
			if (this.handedOver && stream instanceof Detachable detachable && stream.available() > SMALL) {
				return new Bytes<>(detachable.detach(), this.marshaller);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		try {
			Q message = this.marshaller.parse(stream);
			return (message instanceof InputStream bytes) ? copy(bytes) : message;
		}
		catch (RuntimeException ex) {
			return new Unparsable<>(ex);
		}
	}

	// of a service that takes its messages unparsed: gRPC closes what it has read
	private static Object copy(InputStream bytes) {
		try {
			return new ByteArrayInputStream(bytes.readAllBytes());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public InputStream stream(Object received) {
		return this.marshaller.stream(message(received));
	}

	/**
	 * The message that has been received.
	 * @param <Q> the type of the message
	 * @param received what a marshaller has given
	 * @return the message
	 * @throws RuntimeException if it cannot be parsed
	 */
	@SuppressWarnings("unchecked")
	static <Q> Q message(Object received) {
		return (received instanceof Unparsed<?> unparsed) ? (Q) unparsed.parse() : (Q) received;
	}

	/**
	 * Gives back what a message holds, when it has been handled or is not going to be.
	 * @param received what a marshaller has given
	 */
	static void discard(Object received) {
		if (received instanceof Bytes<?> bytes) {
			bytes.discard();
		}
	}

	/**
	 * A request message that is not parsed. It is at most once.
	 *
	 * @param <Q> the type of the request
	 */
	private sealed interface Unparsed<Q> {

		Q parse();

	}

	private record Unparsable<Q>(RuntimeException reason) implements Unparsed<Q> {

		@Override
		public Q parse() {
			throw this.reason;
		}

	}

	private record Bytes<Q>(InputStream bytes, Marshaller<Q> marshaller) implements Unparsed<Q> {

		@Override
		public Q parse() {
			return this.marshaller.parse(this.bytes);
		}

		void discard() {
			try {
				this.bytes.close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
