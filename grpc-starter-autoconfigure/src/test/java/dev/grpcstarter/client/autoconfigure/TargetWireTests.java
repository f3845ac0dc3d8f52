package dev.grpcstarter.client.autoconfigure;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.grpcstarter.client.GrpcChannels;
import dev.grpcstarter.client.ResolutionDecorator;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.Phrase;
import io.grpc.EquivalentAddressGroup;
import io.grpc.Metadata;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusOr;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Where calls arrive, as the target says.
 */
class TargetWireTests {

	private final List<RemoteServer> servers = new ArrayList<>();

	@BeforeEach
	void start() throws IOException {
		for (int i = 0; i < 3; i++) {
			this.servers.add(new RemoteServer());
		}
	}

	@AfterEach
	void stop() {
		this.servers.forEach((remote) -> remote.server.shutdownNow());
	}

	@Test
	void callsAreSpreadEvenlyOverAListAndNameTheHostThatTheyReach() {
		ClientRunner.clientOnly()
			.withPropertyValues(target(list("127.0.0.1", "localhost", "127.0.0.1")))
			.run((context) -> {
				awaitAll(context, 3);
				assertThat(thirtyCalls(context)).containsExactlyInAnyOrderEntriesOf(
						Map.of(name(0, "127.0.0.1"), 10L, name(1, "localhost"), 10L, name(2, "127.0.0.1"), 10L));
			});
	}

	@Test
	void theAuthorityOfTheChannelComesBeforeThatOfTheHost() {
		ClientRunner.clientOnly()
			.withPropertyValues(target(list("127.0.0.1", "localhost", "127.0.0.1")),
					"grpc.client.channels.echo.authority=shop")
			.run((context) -> assertThat(thirtyCalls(context).keySet()).allMatch((name) -> name.endsWith(" as shop")));
	}

	@Test
	void anAddressWhereNobodyListensIsLeftOut() throws IOException {
		int dead;
		try (ServerSocket socket = new ServerSocket(0)) {
			dead = socket.getLocalPort();
		}
		ClientRunner.clientOnly()
			.withPropertyValues(
					target("static://127.0.0.1:%d,127.0.0.1:%d".formatted(dead, this.servers.get(0).port())))
			.run((context) -> assertThat(thirtyCalls(context)).containsExactly(Map.entry(name(0, "127.0.0.1"), 30L)));
	}

	@Test
	void pickFirstStaysWithOneServer() {
		ClientRunner.clientOnly()
			.withPropertyValues(target(list("127.0.0.1", "127.0.0.1", "127.0.0.1")),
					"grpc.client.channels.echo.load-balancing=pick_first")
			.run((context) -> assertThat(thirtyCalls(context)).hasSize(1).containsValue(30L));
	}

	@Test
	void aNameResolverBeanIsSeenByTheChannelsOfItsContextOnly() {
		ClientRunner.clientOnly()
			.withBean(NameResolverProvider.class, () -> new Fixed("fixed", this.servers.get(0).port()))
			.withPropertyValues(target("fixed:///any"))
			.run((context) -> {
				assertThat(thirtyCalls(context))
					.containsExactly(Map.entry(this.servers.get(0).port() + " as fixed", 30L));
				assertThat(NameResolverRegistry.getDefaultRegistry().getProviderForScheme("fixed")).isNull();
				ClientRunner.clientOnly()
					.withPropertyValues(target("fixed:///any"))
					.run((other) -> assertThat(other).getFailure()
						.hasStackTraceContaining("there is no name resolver for the scheme 'fixed'"));
			});
	}

	@Test
	void aNameResolverBeanComesBeforeOneOfTheSameSchemeThatIsRegisteredWithGrpc() {
		NameResolverProvider registered = new Fixed("twice", this.servers.get(0).port());
		NameResolverRegistry.getDefaultRegistry().register(registered);
		try {
			ClientRunner.clientOnly()
				.withBean(NameResolverProvider.class, () -> new Fixed("twice", this.servers.get(1).port()))
				.withPropertyValues(target("twice:///any"))
				.run((context) -> assertThat(thirtyCalls(context))
					.containsOnlyKeys(this.servers.get(1).port() + " as twice"));
		}
		finally {
			NameResolverRegistry.getDefaultRegistry().deregister(registered);
		}
	}

	@Test
	void aDecoratorChangesWhatIsFound() {
		ResolutionDecorator toAnother = (channel,
				args) -> (found) -> found.toBuilder()
					.setAddressesOrError(StatusOr.fromValue(List.of(group(this.servers.get(2).port()))))
					.build();
		ClientRunner.clientOnly()
			.withBean(ResolutionDecorator.class, () -> toAnother)
			.withPropertyValues(target("127.0.0.1:" + this.servers.get(0).port()))
			.run((context) -> assertThat(thirtyCalls(context)).hasSize(1)
				.allSatisfy((name, calls) -> assertThat(name).startsWith(this.servers.get(2).port() + " as ")));
	}

	private String list(String... hosts) {
		return IntStream.range(0, hosts.length)
			.mapToObj((i) -> hosts[i] + ":" + this.servers.get(i).port())
			.collect(Collectors.joining(",", "static://", ""));
	}

	private String name(int server, String host) {
		int port = this.servers.get(server).port();
		return "%d as %s:%d".formatted(port, host, port);
	}

	private static String target(String target) {
		return "grpc.client.channels.echo.target=" + target;
	}

	private static void awaitAll(ApplicationContext context, int servers) {
		await().untilAsserted(() -> assertThat(thirtyCalls(context)).hasSize(servers));
	}

	private static Map<String, Long> thirtyCalls(ApplicationContext context) {
		EchoGrpc.EchoBlockingStub echo = EchoGrpc.newBlockingStub(context.getBean(GrpcChannels.class).get("echo"))
			.withDeadlineAfter(20, TimeUnit.SECONDS);
		return IntStream.range(0, 30)
			.mapToObj((i) -> echo.say(EchoService.phrase("hello")).getText())
			.collect(Collectors.groupingBy((text) -> text, TreeMap::new, Collectors.counting()));
	}

	private static EquivalentAddressGroup group(int port) {
		return new EquivalentAddressGroup(new InetSocketAddress("127.0.0.1", port));
	}

	/**
	 * Answers with its port, and with the name that it was called by.
	 */
	private static final class RemoteServer implements ServerInterceptor {

		private final Server server;

		RemoteServer() throws IOException {
			this.server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
				.addService(new EchoService())
				.intercept(this)
				.build()
				.start();
		}

		int port() {
			return this.server.getPort();
		}

		@Override
		@SuppressWarnings("unchecked")
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			call.request(1);
			call.sendHeaders(new Metadata());
			return new ServerCall.Listener<>() {

				@Override
				public void onHalfClose() {
					Phrase answer = EchoService.phrase(port() + " as " + call.getAuthority());
					call.sendMessage((R) answer);
					call.close(Status.OK, new Metadata());
				}

			};
		}

	}

	/**
	 * Finds one local port behind every name of a scheme.
	 */
	private static final class Fixed extends NameResolverProvider {

		private final String scheme;

		private final int port;

		Fixed(String scheme, int port) {
			this.scheme = scheme;
			this.port = port;
		}

		@Override
		public NameResolver newNameResolver(URI target, NameResolver.Args args) {
			return new NameResolver() {

				@Override
				public String getServiceAuthority() {
					return Fixed.this.scheme;
				}

				@Override
				public void start(Listener2 listener) {
					listener.onResult2(ResolutionResult.newBuilder()
						.setAddressesOrError(StatusOr.fromValue(List.of(group(Fixed.this.port))))
						.build());
				}

				@Override
				public void shutdown() {
				}

			};
		}

		@Override
		public String getDefaultScheme() {
			return this.scheme;
		}

		@Override
		protected boolean isAvailable() {
			return true;
		}

		@Override
		protected int priority() {
			return 5;
		}

	}

}
