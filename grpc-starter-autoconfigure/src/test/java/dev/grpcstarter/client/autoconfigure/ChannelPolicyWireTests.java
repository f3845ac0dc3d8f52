package dev.grpcstarter.client.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import dev.grpcstarter.call.GrpcCall;
import dev.grpcstarter.client.GlobalClientInterceptor;
import dev.grpcstarter.client.GrpcChannels;
import dev.grpcstarter.client.autoconfigure.ChannelPolicyTests.Interceptors;
import dev.grpcstarter.server.GlobalServerInterceptor;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.MirrorGrpc;
import dev.grpcstarter.testing.Phrase;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What calls go through, as the server and the interceptors see it.
 */
class ChannelPolicyWireTests {

	private static final String ECHO = "grpc.client.channels.echo.";

	private static final Phrase HELLO = EchoService.phrase("hello");

	private static final Metadata.Key<String> TENANT = Metadata.Key.of("x-tenant", Metadata.ASCII_STRING_MARSHALLER);

	private static final Metadata.Key<byte[]> BINARY = Metadata.Key.of("x-id-bin", Metadata.BINARY_BYTE_MARSHALLER);

	@Test
	void callsGoThroughTheChainOfTheirMethod() {
		runner("chain-of-method").withUserConfiguration(Interceptors.class)
			.withPropertyValues(ECHO + "interceptors=-outer", ECHO + "methods[testing.Echo/*].interceptors=*,audit",
					ECHO + "methods[testing.Echo/SayTimes].interceptors=audit")
			.run((context) -> {
				Interceptors interceptors = context.getBean(Interceptors.class);
				MirrorGrpc.newBlockingStub(context.getBean(GrpcChannels.class).get("echo")).reverse(HELLO);
				assertThat(interceptors.take()).containsExactly("inner");
				echo(context).say(HELLO);
				assertThat(interceptors.take()).containsExactly("inner", "audit");
				echo(context).sayTimes(HELLO).forEachRemaining((phrase) -> {
				});
				assertThat(interceptors.take()).containsExactly("audit");
			});
	}

	@Test
	void channelsOfTheApplicationGoThroughTheChainOfTheDefaultsOrOfAnother() {
		runner("chain-ad-hoc").withUserConfiguration(Interceptors.class)
			.withPropertyValues(ECHO + "interceptors=audit", "grpc.client.defaults.interceptors=-inner")
			.run((context) -> {
				Interceptors interceptors = context.getBean(Interceptors.class);
				GrpcChannels channels = context.getBean(GrpcChannels.class);
				EchoGrpc.newBlockingStub(channels.open("in-process:chain-ad-hoc")).say(HELLO);
				assertThat(interceptors.take()).containsExactly("outer");
				EchoGrpc.newBlockingStub(channels.openLike("echo", "in-process:chain-ad-hoc")).say(HELLO);
				assertThat(interceptors.take()).containsExactly("audit");
			});
	}

	@Test
	void theDeadlineOfAPatternBeatsThatOfTheChannelAndNoneTakesItAway() {
		runner("deadline-of-pattern")
			.withPropertyValues(ECHO + "deadline=10s", ECHO + "methods[testing.Echo/Say].deadline=100s",
					ECHO + "methods[testing.Mirror/*].deadline=none")
			.run((context) -> {
				echo(context).say(HELLO);
				assertThat(remaining(context, "testing.Echo/Say")).isBetween(50L, 100L);
				MirrorGrpc.newBlockingStub(context.getBean(GrpcChannels.class).get("echo")).reverse(HELLO);
				assertThat(context.getBean(Seen.class).deadlines).doesNotContainKey("testing.Mirror/Reverse");
			});
	}

	@Test
	void noStreamGetsTheDeadlineOfUnaryCalls() {
		runner("streams-without").withPropertyValues(ECHO + "deadline=10s", ECHO + "deadline-reserve=1s")
			.run((context) -> {
				echo(context).sayTimes(HELLO).forEachRemaining((phrase) -> {
				});
				exchange(context, true);
				exchange(context, false);
				assertThat(context.getBean(Seen.class).headers.keySet())
					.containsExactlyInAnyOrder("testing.Echo/SayTimes", "testing.Echo/Join", "testing.Echo/Chat");
				assertThat(context.getBean(Seen.class).deadlines).isEmpty();
			});
	}

	private static void exchange(ApplicationContext context, boolean join) {
		EchoGrpc.EchoStub stub = EchoGrpc.newStub(context.getBean(GrpcChannels.class).get("echo"));
		CompletableFuture<Boolean> ended = new CompletableFuture<>();
		StreamObserver<Phrase> replies = new StreamObserver<>() {

			@Override
			public void onNext(Phrase phrase) {
			}

			@Override
			public void onError(Throwable failure) {
				ended.completeExceptionally(failure);
			}

			@Override
			public void onCompleted() {
				ended.complete(true);
			}

		};
		StreamObserver<Phrase> requests = (join) ? stub.join(replies) : stub.chat(replies);
		requests.onNext(HELLO);
		requests.onCompleted();
		assertThat(ended).succeedsWithin(Duration.ofSeconds(20));
	}

	@Test
	void theReserveIsKeptBackOfTheInboundDeadlineForStreamsToo() {
		runner("reserve").withPropertyValues(ECHO + "deadline=none", ECHO + "deadline-reserve=30s").run((context) -> {
			echo(context).say(HELLO);
			assertThat(context.getBean(Seen.class).deadlines).isEmpty();
			ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
			Context.CancellableContext served = Context.current().withDeadlineAfter(100, TimeUnit.SECONDS, timer);
			served.run(() -> echo(context).say(HELLO));
			served.run(() -> echo(context).sayTimes(HELLO).forEachRemaining((phrase) -> {
			}));
			served.close();
			timer.shutdownNow();
			assertThat(remaining(context, "testing.Echo/Say")).isBetween(30L, 70L);
			assertThat(remaining(context, "testing.Echo/SayTimes")).isBetween(30L, 70L);
		});
	}

	@Test
	void anExplicitDeadlineWinsUnlessTheReserveLeavesLess() {
		runner("reserve-explicit").withPropertyValues(ECHO + "deadline-reserve=10s").run((context) -> {
			ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
			Context.CancellableContext served = Context.current().withDeadlineAfter(200, TimeUnit.SECONDS, timer);
			served.run(() -> echo(context).withDeadlineAfter(90, TimeUnit.SECONDS).say(HELLO));
			assertThat(remaining(context, "testing.Echo/Say")).isBetween(40L, 90L);
			served.run(() -> echo(context).withDeadlineAfter(900, TimeUnit.SECONDS).say(HELLO));
			assertThat(remaining(context, "testing.Echo/Say")).isBetween(140L, 190L);
			served.close();
			timer.shutdownNow();
		});
	}

	@Test
	void metadataOfTheHandledCallIsCarriedOnWithAllItsValues() {
		runner("relay", CallsOn.class).withPropertyValues(ECHO + "relay=X-Tenant,x-id-bin,x-absent").run((context) -> {
			Metadata sent = new Metadata();
			sent.put(TENANT, "acme");
			sent.put(TENANT, "umbrella");
			sent.put(BINARY, new byte[] { 1, 2 });
			sent.put(Metadata.Key.of("x-not-relayed", Metadata.ASCII_STRING_MARSHALLER), "secret");
			echo(context).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(sent)).say(HELLO);
			Metadata headers = headers(context, "testing.Mirror/Reverse");
			assertThat(headers.getAll(TENANT)).containsExactly("acme", "umbrella");
			assertThat(headers.getAll(BINARY)).containsExactly(new byte[] { 1, 2 });
			assertThat(headers.keys()).doesNotContain("x-not-relayed", "x-absent");
		});
	}

	@Test
	void whatACallBringsAlongIsNotReplacedAndComesBeforeTheChannelsOwnMetadata() {
		runner("relay-own", CallsOnAsSomebody.class)
			.withPropertyValues(ECHO + "relay=x-tenant,x-id-bin", ECHO + "metadata.x-tenant=of-the-channel",
					ECHO + "metadata.x-id-bin=CQ==")
			.run((context) -> {
				Metadata sent = new Metadata();
				sent.put(TENANT, "acme");
				sent.put(BINARY, new byte[] { 1 });
				echo(context).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(sent)).say(HELLO);
				Metadata headers = headers(context, "testing.Mirror/Reverse");
				assertThat(headers.getAll(TENANT)).containsExactly("somebody");
				assertThat(headers.getAll(BINARY)).containsExactly(new byte[] { 1 });
			});
	}

	@Test
	void whatAnInterceptorAddsReplacesWhatWasCarriedOnAndWhatItSeesThereMayStay() {
		runner("relay-added", CallsOn.class).withBean(Adding.class)
			.withPropertyValues(ECHO + "relay=x-tenant,x-id-bin")
			.run((context) -> {
				Metadata sent = new Metadata();
				sent.put(TENANT, "acme");
				sent.put(TENANT, "umbrella");
				sent.put(BINARY, new byte[] { 1 });
				echo(context).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(sent)).say(HELLO);
				Metadata headers = headers(context, "testing.Mirror/Reverse");
				assertThat(headers.getAll(TENANT)).containsExactly("added", "too");
				assertThat(headers.getAll(BINARY)).containsExactly(new byte[] { 2 });
				assertThat(context.getBean(Adding.class).seen).containsExactly("acme", "umbrella");
			});
	}

	@Test
	void outsideOfAnyCallNothingIsCarriedOn() {
		runner("relay-nothing").withPropertyValues(ECHO + "relay=x-tenant", ECHO + "metadata.x-tenant=of-the-channel")
			.run((context) -> {
				echo(context).say(HELLO);
				assertThat(headers(context, "testing.Echo/Say").getAll(TENANT)).containsExactly("of-the-channel");
			});
	}

	private static ApplicationContextRunner runner(String inProcessName) {
		return runner(inProcessName, EchoService.class);
	}

	private static ApplicationContextRunner runner(String inProcessName, Class<? extends EchoService> echo) {
		return ClientRunner.withServer(inProcessName, echo).withBean(Seen.class);
	}

	private static EchoGrpc.EchoBlockingStub echo(ApplicationContext context) {
		return EchoGrpc.newBlockingStub(context.getBean(GrpcChannels.class).get("echo"));
	}

	private static long remaining(ApplicationContext context, String method) {
		Deadline deadline = context.getBean(Seen.class).deadlines.get(method);
		assertThat(deadline).as("deadline of " + method).isNotNull();
		return deadline.timeRemaining(TimeUnit.SECONDS);
	}

	private static Metadata headers(ApplicationContext context, String method) {
		Metadata headers = context.getBean(Seen.class).headers.get(method);
		assertThat(headers).as("headers of " + method).isNotNull();
		return headers;
	}

	/**
	 * Sees what reaches the server.
	 */
	@GlobalServerInterceptor
	static class Seen implements ServerInterceptor {

		private final Map<String, Deadline> deadlines = new ConcurrentHashMap<>();

		private final Map<String, Metadata> headers = new ConcurrentHashMap<>();

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			String method = call.getMethodDescriptor().getFullMethodName();
			Deadline deadline = Context.current().getDeadline();
			if (deadline != null) {
				this.deadlines.put(method, deadline);
			}
			this.headers.put(method, headers);
			return next.startCall(call, headers);
		}

	}

	/**
	 * Adds to what is there.
	 */
	@GlobalClientInterceptor
	static class Adding implements ClientInterceptor {

		private final List<String> seen = new CopyOnWriteArrayList<>();

		@Override
		public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
			if (GrpcCall.KEY.get() == null) {
				return next.newCall(method, options);
			}
			return new SimpleForwardingClientCall<>(next.newCall(method, options)) {

				@Override
				public void start(Listener<R> listener, Metadata headers) {
					Objects.requireNonNull(headers.getAll(TENANT)).forEach(Adding.this.seen::add);
					headers.put(TENANT, "added");
					headers.put(TENANT, "too");
					headers.put(BINARY, new byte[] { 2 });
					super.start(listener, headers);
				}

			};
		}

	}

	/**
	 * Says what the mirror says.
	 */
	static class CallsOn extends EchoService {

		private final ObjectProvider<GrpcChannels> channels;

		CallsOn(ObjectProvider<GrpcChannels> channels) {
			this.channels = channels;
		}

		@Override
		public void say(Phrase request, StreamObserver<Phrase> caller) {
			super.say(mirror(MirrorGrpc.newBlockingStub(this.channels.getObject().get("echo"))).reverse(request),
					caller);
		}

		MirrorGrpc.MirrorBlockingStub mirror(MirrorGrpc.MirrorBlockingStub stub) {
			return stub;
		}

	}

	static class CallsOnAsSomebody extends CallsOn {

		CallsOnAsSomebody(ObjectProvider<GrpcChannels> channels) {
			super(channels);
		}

		@Override
		MirrorGrpc.MirrorBlockingStub mirror(MirrorGrpc.MirrorBlockingStub stub) {
			Metadata own = new Metadata();
			own.put(TENANT, "somebody");
			return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(own));
		}

	}

}
