package dev.grpcstarter.client.autoconfigure;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicReference;

import dev.grpcstarter.client.ChannelDefinition;
import dev.grpcstarter.client.GrpcChannels;
import dev.grpcstarter.client.LoadBalancingPolicies;
import dev.grpcstarter.client.naming.NameResolvers;
import dev.grpcstarter.config.UnbracketedPatterns;
import dev.grpcstarter.server.GlobalServerInterceptor;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.Phrase;
import dev.grpcstarter.testing.RawHttp2;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.stub.MetadataUtils;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the calls of a channel get from its keys, as the server sees it.
 */
class ChannelCallSettingsTests {

	private static final Phrase HELLO = EchoService.phrase("hello");

	private static final Metadata.Key<String> API_KEY = Metadata.Key.of("x-api-key", Metadata.ASCII_STRING_MARSHALLER);

	private static final Metadata.Key<String> TENANT = Metadata.Key.of("x-tenant", Metadata.ASCII_STRING_MARSHALLER);

	private static final Metadata.Key<byte[]> BINARY = Metadata.Key.of("x-id-bin", Metadata.BINARY_BYTE_MARSHALLER);

	private static final Metadata.Key<String> ENCODING = Metadata.Key.of("grpc-encoding",
			Metadata.ASCII_STRING_MARSHALLER);

	private static final Metadata.Key<String> USER_AGENT = Metadata.Key.of("user-agent",
			Metadata.ASCII_STRING_MARSHALLER);

	@Test
	void metadataOfTheChannelAndOfTheDefaultsIsSentWithEveryCall() {
		seen().withPropertyValues("KEY=from-environment", "grpc.client.defaults.metadata.x-api-key=default",
				"grpc.client.defaults.metadata.x-tenant=acme", "grpc.client.channels.echo.metadata.x-api-key=${KEY}",
				"grpc.client.channels.echo.metadata.x-tenant=", "grpc.client.channels.echo.metadata.x-id-bin=AQID")
			.run((context) -> {
				stub(context).say(HELLO);
				stub(context).say(HELLO);
				Metadata headers = headers(context);
				assertThat(headers.getAll(API_KEY)).containsExactly("from-environment");
				assertThat(headers.get(TENANT)).isEqualTo("acme");
				assertThat(headers.get(BINARY)).containsExactly(1, 2, 3);
			});
	}

	@Test
	void metadataThatACallBringsAlongIsLeftAlone() {
		seen().withPropertyValues("grpc.client.channels.echo.metadata.x-api-key=channel").run((context) -> {
			Metadata own = new Metadata();
			own.put(API_KEY, "call");
			stub(context).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(own)).say(HELLO);
			assertThat(headers(context).getAll(API_KEY)).containsExactly("call");
		});
	}

	@Test
	void theValuesOfMetadataAreNotPrinted() {
		seen()
			.withPropertyValues("grpc.client.channels.echo.metadata.x-api-key=secret",
					"grpc.client.defaults.metadata.x-id-bin=c2VjcmV0")
			.run((context) -> {
				ChannelDefinition definition = ChannelDefinitions
					.of(context.getBean(GrpcClientProperties.class), context.getBean(NameResolvers.class),
							context.getBean(LoadBalancingPolicies.class),
							new UnbracketedPatterns(context.getEnvironment()))
					.get(0);
				assertThat(definition.toString()).contains("x-api-key", "x-id-bin")
					.doesNotContain("secret", "c2VjcmV0");
			});
	}

	@Test
	void requestsAreCompressedWhereThatIsAskedFor() {
		seen().run((context) -> {
			stub(context).say(HELLO);
			assertThat(headers(context).get(ENCODING)).isNull();
		});
		seen().withPropertyValues("grpc.client.channels.echo.compression=gzip").run((context) -> {
			stub(context).say(HELLO);
			assertThat(headers(context).get(ENCODING)).isEqualTo("gzip");
			stub(context).withCompression("identity").say(HELLO);
			assertThat(headers(context).get(ENCODING)).isNotEqualTo("gzip");
		});
	}

	@Test
	void whateverIsInTheChainRequestsAreCompressed() {
		seen()
			.withPropertyValues("grpc.client.channels.echo.compression=gzip",
					"grpc.client.channels.echo.interceptors=deadline")
			.run((context) -> {
				stub(context).say(HELLO);
				assertThat(headers(context).get(ENCODING)).isEqualTo("gzip");
			});
	}

	@Test
	void theUserAgentStandsBeforeThatOfGrpc() {
		seen().withPropertyValues("grpc.client.channels.echo.user-agent=shop/1.2").run((context) -> {
			stub(context).say(HELLO);
			assertThat(headers(context).get(USER_AGENT)).startsWith("shop/1.2 grpc-java-netty/");
		});
		seen()
			.withPropertyValues("grpc.client.defaults.user-agent=shop/1.2", "grpc.client.channels.echo.user-agent=none")
			.run((context) -> {
				stub(context).say(HELLO);
				assertThat(headers(context).get(USER_AGENT)).startsWith("grpc-java-netty/");
			});
	}

	@Test
	void theAuthorityIsThatOfTheKeyOrElseOfTheTarget() {
		seen().run((context) -> {
			stub(context).say(HELLO);
			assertThat(context.getBean(Seen.class).authority.get()).startsWith("127.0.0.1:");
		});
		seen().withPropertyValues("grpc.client.channels.echo.authority=inventory.internal").run((context) -> {
			stub(context).say(HELLO);
			assertThat(context.getBean(Seen.class).authority).hasValue("inventory.internal");
		});
	}

	@Test
	void theFlowControlWindowIsToldToTheServer() throws Exception {
		int initialWindowSize = 4;
		try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
			ClientRunner.clientOnly()
				.withPropertyValues("grpc.client.channels.echo.target=127.0.0.1:" + listening.getLocalPort(),
						"grpc.client.channels.echo.limits.flow-control-window=3MB")
				.run((context) -> {
					context.getBean(GrpcChannels.class).get("echo").getState(true);
					try (RawHttp2 server = RawHttp2.accept(listening)) {
						assertThat(server.awaitSettings()).containsEntry(initialWindowSize, 3 * 1024 * 1024);
					}
				});
		}
	}

	private static ApplicationContextRunner seen() {
		return ClientRunner.withServerOverTcp().withBean(Seen.class);
	}

	private static EchoGrpc.EchoBlockingStub stub(ApplicationContext context) {
		return EchoGrpc.newBlockingStub(context.getBean(GrpcChannels.class).get("echo"));
	}

	private static Metadata headers(ApplicationContext context) {
		return context.getBean(Seen.class).headers.get();
	}

	@GlobalServerInterceptor
	static class Seen implements ServerInterceptor {

		private final AtomicReference<Metadata> headers = new AtomicReference<>();

		private final AtomicReference<String> authority = new AtomicReference<>();

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			this.headers.set(headers);
			this.authority.set(call.getAuthority());
			return next.startCall(call, headers);
		}

	}

}
