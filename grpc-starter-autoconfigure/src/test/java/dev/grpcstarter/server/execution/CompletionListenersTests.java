package dev.grpcstarter.server.execution;

import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.Phrase;
import dev.grpcstarter.testing.TestChannel;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Looks at the listeners that gRPC really makes, whose insides may change with its
 * version: if they do, this fails.
 */
class CompletionListenersTests {

	private final BlockingQueue<ServerCall.Listener<?>> listeners = new LinkedBlockingQueue<>();

	@ParameterizedTest
	@CsvSource({ "unary,false", "server-streaming,false", "client-streaming,false", "bidirectional,false", "unary,true",
			"server-streaming,true", "client-streaming,true", "bidirectional,true" })
	void onlyAHandlerForTheCloseHearsOfTheCompletion(String kind, boolean closeHandler) throws Exception {
		ServerCall.Listener<?> listener = listenerOf(new Handlers(closeHandler), kind);
		assertThat(CompletionListeners.hear(listener)).isEqualTo(closeHandler);
		assertThat(CompletionListeners.hear(new BuiltIn<>(listener))).isEqualTo(closeHandler);
	}

	@ParameterizedTest
	@CsvSource({ "unary", "bidirectional" })
	void aListenerOfTheApplicationIsTakenToHear(String kind) throws Exception {
		ServerCall.Listener<?> listener = listenerOf(new Handlers(false), kind);
		assertThat(CompletionListeners.hear(new OfInterceptor<>(listener))).isTrue();
		assertThat(CompletionListeners.hear(new ServerCall.Listener<>() {
		})).isTrue();
	}

	private ServerCall.Listener<?> listenerOf(EchoService service, String kind) throws Exception {
		String name = UUID.randomUUID().toString();
		Server server = InProcessServerBuilder.forName(name)
			.directExecutor()
			.addService(ServerInterceptors.intercept(service, new ServerInterceptor() {

				@Override
				public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
						ServerCallHandler<Q, R> next) {
					ServerCall.Listener<Q> listener = next.startCall(call, headers);
					CompletionListenersTests.this.listeners.add(listener);
					return listener;
				}

			}))
			.build()
			.start();
		try (TestChannel channel = TestChannel.inProcess(name)) {
			call(channel, kind);
			ServerCall.Listener<?> listener = this.listeners.poll(10, TimeUnit.SECONDS);
			assertThat(listener).isNotNull();
			return listener;
		}
		finally {
			server.shutdownNow().awaitTermination();
		}
	}

	private static void call(TestChannel channel, String kind) {
		Phrase phrase = Phrase.newBuilder().setText("hello").setTimes(2).build();
		EchoGrpc.EchoStub stub = EchoGrpc.newStub(channel.channel());
		switch (kind) {
			case "unary" -> channel.echo().say(phrase);
			case "server-streaming" -> channel.echo().sayTimes(phrase).forEachRemaining((reply) -> {
			});
			case "client-streaming" -> stub.join(new Replies()).onCompleted();
			default -> stub.chat(new Replies()).onCompleted();
		}
	}

	/**
	 * Sets a handler for the close, or none.
	 */
	private static final class Handlers extends EchoService {

		private final boolean closeHandler;

		Handlers(boolean closeHandler) {
			this.closeHandler = closeHandler;
		}

		private void set(StreamObserver<Phrase> caller) {
			if (this.closeHandler) {
				((ServerCallStreamObserver<Phrase>) caller).setOnCloseHandler(() -> {
				});
			}
		}

		@Override
		public void say(Phrase request, StreamObserver<Phrase> caller) {
			set(caller);
			super.say(request, caller);
		}

		@Override
		public void sayTimes(Phrase request, StreamObserver<Phrase> caller) {
			set(caller);
			super.sayTimes(request, caller);
		}

		@Override
		public StreamObserver<Phrase> join(StreamObserver<Phrase> caller) {
			set(caller);
			return super.join(caller);
		}

		@Override
		public StreamObserver<Phrase> chat(StreamObserver<Phrase> caller) {
			set(caller);
			return super.chat(caller);
		}

	}

	private static final class Replies implements StreamObserver<Phrase> {

		@Override
		public void onNext(Phrase reply) {
			// nobody asks
		}

		@Override
		public void onError(Throwable failure) {
			// nobody asks
		}

		@Override
		public void onCompleted() {
			// nobody asks
		}

	}

	private static final class OfInterceptor<Q> extends SimpleForwardingServerCallListener<Q> {

		OfInterceptor(ServerCall.Listener<Q> inner) {
			super(inner);
		}

	}

	private static final class BuiltIn<Q> extends SimpleForwardingServerCallListener<Q> implements BuiltInListener {

		BuiltIn(ServerCall.Listener<Q> inner) {
			super(inner);
		}

		@Override
		public ServerCall.Listener<?> inner() {
			return delegate();
		}

	}

}
