package dev.grpcstarter.server.execution;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

import io.grpc.Detachable;
import io.grpc.MethodDescriptor.Marshaller;

/**
 * Parses requests of the size of most on the event loop, which has them in its cache, and
 * leaves large ones to the handler's thread.
 *
 * @param <Q> the type of the request
 */
final class RequestMarshaller<Q> implements Marshaller<RequestMarshaller.Received<Q>> {

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
	public Received<Q> parse(InputStream stream) {
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
			return new Parsed<>((message instanceof InputStream bytes) ? copy(bytes) : message);
		}
		catch (RuntimeException ex) {
			return new Unparsable<>(ex);
		}
	}

	// of a service that takes its messages unparsed: gRPC closes what it has read
	@SuppressWarnings("unchecked")
	private Q copy(InputStream bytes) {
		try {
			return (Q) new ByteArrayInputStream(bytes.readAllBytes());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public InputStream stream(Received<Q> value) {
		return this.marshaller.stream(value.parse());
	}

	/**
	 * A request message as it has arrived. Parsed at most once.
	 *
	 * @param <Q> the type of the request
	 */
	sealed interface Received<Q> {

		/**
		 * The message.
		 * @return the message
		 * @throws RuntimeException if it cannot be parsed
		 */
		Q parse();

		/**
		 * Gives back what the message holds, when it has been handled or is not going to
		 * be.
		 */
		default void discard() {
		}

	}

	private record Parsed<Q>(Q message) implements Received<Q> {

		@Override
		public Q parse() {
			return this.message;
		}

	}

	private record Unparsable<Q>(RuntimeException reason) implements Received<Q> {

		@Override
		public Q parse() {
			throw this.reason;
		}

	}

	private record Bytes<Q>(InputStream bytes, Marshaller<Q> marshaller) implements Received<Q> {

		@Override
		public Q parse() {
			return this.marshaller.parse(this.bytes);
		}

		@Override
		public void discard() {
			try {
				this.bytes.close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
