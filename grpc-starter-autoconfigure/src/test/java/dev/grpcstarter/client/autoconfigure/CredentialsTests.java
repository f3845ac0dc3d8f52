package dev.grpcstarter.client.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

import dev.grpcstarter.client.GrpcChannels;
import dev.grpcstarter.client.GrpcClient;
import dev.grpcstarter.client.TokenCredentials;
import dev.grpcstarter.config.GrpcConfigurationException;
import dev.grpcstarter.server.GlobalServerInterceptor;
import dev.grpcstarter.server.autoconfigure.GrpcServerTlsAutoConfiguration;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoGrpc.EchoBlockingStub;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.Tls;
import io.grpc.CallCredentials;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Credentials as the server sees them, and what becomes of calls without.
 */
class CredentialsTests {

	private final ApplicationContextRunner runner = ClientRunner.withServer("credentials").withBean(Seen.class);

	private final ApplicationContextRunner overTcp = ClientRunner.withServerOverTcp().withBean(Seen.class);

	@Test
	void callsThatBringNoneGetThoseOfTheChannel() {
		bearer(this.runner, () -> "abc\n").run((context) -> {
			say(context);
			EchoGrpc.newBlockingStub(context.getBean(GrpcChannels.class).get("echo"))
				.withCallCredentials(TokenCredentials.bearer(() -> "own"))
				.say(EchoService.phrase("hello"));
			assertThat(seen(context)).containsExactly("Bearer abc", "Bearer own");
		});
	}

	@Test
	void aTokenIsAskedForAtEachCall() {
		Queue<String> tokens = new ConcurrentLinkedQueue<>();
		tokens.add("one");
		tokens.add("two");
		bearer(this.runner, tokens::remove).run((context) -> {
			say(context);
			say(context);
			assertThat(seen(context)).containsExactly("Bearer one", "Bearer two");
		});
	}

	@Test
	void aUserAndAPasswordAreSentInUtf8() {
		this.runner.withBean("tokens", CallCredentials.class, () -> TokenCredentials.basic("user", "pässword"))
			.withPropertyValues("grpc.client.channels.echo.credentials=tokens")
			.run((context) -> {
				say(context);
				assertThat(seen(context)).containsExactly("Basic dXNlcjpww6Rzc3dvcmQ=");
			});
	}

	@Test
	void aUserWithAColonIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> TokenCredentials.basic("us:er", "secret"))
			.withMessageContaining("colon")
			.withMessageNotContaining("secret");
	}

	@Test
	void noSecretIsPrinted() {
		assertThat(TokenCredentials.basic("user", "secret").alsoOverPlaintext())
			.hasToString("TokenCredentials[Basic, also over plaintext]");
	}

	@Test
	void noTokenIsSentOverPlaintextUnlessThatIsAllowed() {
		bearer(this.overTcp, () -> "abc").run((context) -> {
			Status status = failure(context);
			assertThat(status.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
			assertThat(status.getDescription()).contains("over plaintext", "give the channel TLS",
					"alsoOverPlaintext()");
			assertThat(seen(context)).isEmpty();
		});
		this.overTcp
			.withBean("tokens", CallCredentials.class, () -> TokenCredentials.bearer(() -> "abc").alsoOverPlaintext())
			.withPropertyValues("grpc.client.channels.echo.credentials=tokens")
			.run((context) -> {
				say(context);
				assertThat(seen(context)).containsExactly("Bearer abc");
			});
	}

	@Test
	void aTokenIsSentOverTlsAndOverAUnixSocket(@TempDir Path directory) {
		bearer(this.overTcp, () -> "abc")
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, GrpcServerTlsAutoConfiguration.class))
			.withPropertyValues(Tls.bundle("shop", "server"))
			.withPropertyValues(Tls.trust("caller"), "grpc.server.ssl.bundle=shop",
					"grpc.client.channels.echo.ssl.bundle=caller")
			.run((context) -> {
				say(context);
				assertThat(seen(context)).containsExactly("Bearer abc");
			});
		Path socket = directory.resolve("app.sock");
		bearer(this.runner, () -> "abc")
			.withPropertyValues("grpc.server.unix-socket=" + socket, "grpc.client.channels.echo.target=unix:" + socket)
			.run((context) -> {
				say(context);
				assertThat(seen(context)).containsExactly("Bearer abc");
			});
	}

	@Test
	void aTokenThatCannotBeHadFailsTheCallWithoutASecret() {
		assertThat(failure(() -> null)).isEqualTo("UNAUTHENTICATED: there is no token to send");
		assertThat(failure(() -> " ")).isEqualTo("UNAUTHENTICATED: there is no token to send");
		assertThat(failure(() -> "se cret")).startsWith("UNAUTHENTICATED: the token has spaces");
		assertThat(failure(() -> {
			throw new IllegalStateException("secret");
		})).isEqualTo("UNAUTHENTICATED: the token could not be had, because of java.lang.IllegalStateException");
		assertThat(failure(() -> {
			throw new UncheckedIOException(new IOException("secret"));
		})).isEqualTo("UNAVAILABLE: the token could not be had, because of java.io.UncheckedIOException");
		assertThat(failure(() -> {
			throw Status.UNAVAILABLE.asRuntimeException();
		})).startsWith("UNAVAILABLE: the token could not be had");
		assertThat(failure(() -> {
			throw new StackOverflowError();
		})).startsWith("UNAUTHENTICATED: the token could not be had");
	}

	@Test
	void credentialsMayBeMadeWithAStubOfAnotherChannel() {
		this.runner.withUserConfiguration(FetchedTokens.class)
			.withPropertyValues("grpc.client.defaults.credentials=tokens",
					"grpc.client.channels.login.target=in-process:credentials",
					"grpc.client.channels.login.credentials=none")
			.run((context) -> {
				say(context);
				assertThat(seen(context)).containsExactly("none", "Bearer fetched");
			});
	}

	@Test
	void aTokenThatIsNeededToFetchItselfFailsTheCall() {
		this.runner.withUserConfiguration(FetchedTokens.class)
			.withPropertyValues("grpc.client.defaults.credentials=tokens",
					"grpc.client.channels.login.target=in-process:credentials")
			.run((context) -> {
				Status status = failure(context);
				assertThat(status.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
				assertThat(status.getCause()).hasMessageContaining("set credentials to none for its channel");
			});
	}

	@Test
	void anUnknownBeanStopsTheStartAndTheCredentialsAreListed() {
		bearer(this.runner, () -> "abc").withPropertyValues("grpc.client.channels.echo.credentials=tokne")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(GrpcConfigurationException.class,
						(ex) -> assertThat(ex.problems()).singleElement().satisfies((problem) -> {
							assertThat(problem.key()).isEqualTo("grpc.client.channels.echo.credentials");
							assertThat(problem.what()).isEqualTo("there is no bean 'tokne'");
							assertThat(problem.action())
								.contains("one of the CallCredentials beans, [tokens], or to none");
						})));
	}

	@Test
	void aBeanOfAnotherTypeStopsTheStart() {
		this.runner.withBean("text", String.class, () -> "secret")
			.withPropertyValues("grpc.client.defaults.credentials=text")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining(
						"grpc.client.defaults.credentials: the bean 'text' (java.lang.String) is no io.grpc.CallCredentials"));
	}

	private static ApplicationContextRunner bearer(ApplicationContextRunner runner,
			Supplier<? extends @Nullable String> tokens) {
		return runner.withBean("tokens", CallCredentials.class, () -> TokenCredentials.bearer(tokens))
			.withPropertyValues("grpc.client.channels.echo.credentials=tokens");
	}

	private String failure(Supplier<? extends @Nullable String> tokens) {
		StringBuilder failure = new StringBuilder();
		bearer(this.runner, tokens).run((context) -> {
			Status status = failure(context);
			failure.append(status.getCode()).append(": ").append(status.getDescription());
		});
		return failure.toString();
	}

	private static Status failure(ApplicationContext context) {
		return catchThrowableOfType(StatusRuntimeException.class, () -> say(context)).getStatus();
	}

	private static void say(ApplicationContext context) {
		EchoGrpc.newBlockingStub(context.getBean(GrpcChannels.class).get("echo")).say(EchoService.phrase("hello"));
	}

	private static Queue<String> seen(ApplicationContext context) {
		return context.getBean(Seen.class).authorizations;
	}

	@GlobalServerInterceptor
	static class Seen implements ServerInterceptor {

		private static final Metadata.Key<String> AUTHORIZATION = Metadata.Key.of("authorization",
				Metadata.ASCII_STRING_MARSHALLER);

		private final Queue<String> authorizations = new ConcurrentLinkedQueue<>();

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			String authorization = headers.get(AUTHORIZATION);
			this.authorizations.add((authorization != null) ? authorization : "none");
			return next.startCall(call, headers);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FetchedTokens {

		@Bean
		CallCredentials tokens(@GrpcClient("login") EchoBlockingStub login) {
			return TokenCredentials.bearer(() -> login.say(EchoService.phrase("fetched")).getText());
		}

	}

}
