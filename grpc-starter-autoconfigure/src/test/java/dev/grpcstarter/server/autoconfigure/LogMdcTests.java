package dev.grpcstarter.server.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.server.GlobalServerInterceptor;
import dev.grpcstarter.server.GrpcServices;
import dev.grpcstarter.server.context.ContextStage;
import dev.grpcstarter.server.context.LoggedMetadata;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.Outcome;
import dev.grpcstarter.testing.Phrase;
import dev.grpcstarter.testing.TestChannel;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.system.JavaVersion;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

class LogMdcTests {

	private static final Metadata.Key<String> ID = Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);

	private static final Metadata.Key<String> TENANT = Metadata.Key.of("tenant", Metadata.ASCII_STRING_MARSHALLER);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrpcConfigurationAutoConfiguration.class,
				GrpcBuiltInServicesAutoConfiguration.class, GrpcServerAutoConfiguration.class))
		.withUserConfiguration(Application.class)
		.withPropertyValues("grpc.server.port=0", "grpc.server.address=127.0.0.1",
				"grpc.server.mdc=x-request-id, Tenant", "grpc.server.interceptors=outer, *");

	@ParameterizedTest
	@ValueSource(strings = { "platform", "direct", "pool", "virtual" })
	void everyCallbackOfACallHasItsMetadataInTheMdcAndNothingIsLeftOnItsThread(String executor) {
		if (executor.equals("virtual") && !JavaVersion.getJavaVersion().isEqualOrNewerThan(JavaVersion.TWENTY_ONE)) {
			String message = "SKIPPED: the MDC on virtual threads was NOT tested, because this Java has none";
			LoggerFactory.getLogger(getClass()).warn(message);
			assumeThat(false).as(message).isTrue();
		}
		this.runner.withPropertyValues("grpc.server.executor=" + executor).run((context) -> {
			try (TestChannel channel = TestChannel.to(context)) {
				for (MethodDescriptor<Phrase, Phrase> method : Outcome.allKinds()) {
					assertThat(Outcome.of(channel.channel(), method, EchoService.phrase("hello"), headers())
						.status()
						.isOk()).isTrue();
				}
			}
			Application application = context.getBean(Application.class);
			assertThat(application.inner).hasSizeGreaterThanOrEqualTo(12)
				.containsOnly(Map.of("x-request-id", "last", "Tenant", "shop"));
			assertThat(application.outer).hasSizeGreaterThanOrEqualTo(24).containsOnly(Map.of());
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "platform", "direct" })
	void nothingIsLeftWhenACallbackThrows(String executor) {
		this.runner.withPropertyValues("grpc.server.executor=" + executor, "throwing=true").run((context) -> {
			try (TestChannel channel = TestChannel.to(context)) {
				for (MethodDescriptor<Phrase, Phrase> method : Outcome.allKinds()) {
					assertThat(Outcome.of(channel.channel(), method, EchoService.phrase("throw"), headers())
						.status()
						.getCode()).isEqualTo(Status.Code.UNKNOWN);
				}
			}
			Application application = context.getBean(Application.class);
			assertThat(application.inner).isNotEmpty();
			assertThat(application.outer).hasSizeGreaterThanOrEqualTo(8).containsOnly(Map.of());
		});
	}

	@Test
	void whatACallDoesNotBringIsNotTakenFromAnother() {
		this.runner.withPropertyValues("grpc.server.executor=pool").run((context) -> {
			Application application = context.getBean(Application.class);
			context.getBean(ExecutorService.class).submit(() -> MDC.put("Tenant", "of the thread")).get();
			try (TestChannel channel = TestChannel.to(context)) {
				channel.echo().say(EchoService.phrase("hello"));
			}
			assertThat(application.inner).isNotEmpty().containsOnly(Map.of());
			assertThat(application.outer).contains(Map.of("Tenant", "of the thread"));
			assertThat(context.getBean(ExecutorService.class).submit(() -> MDC.get("Tenant")).get())
				.isEqualTo("of the thread");
		});
	}

	@Test
	void whatCouldForgeLinesOfTheLogIsMadeVisible() {
		Metadata headers = new Metadata();
		headers.put(TENANT, "a\nERROR b");
		AtomicReference<String> logged = new AtomicReference<>();
		new ContextStage(new LoggedMetadata(List.of("tenant")))
			.around(EchoGrpc.getSayMethod(), null, (call, metadata) -> {
				logged.set(MDC.get("tenant"));
				return null;
			})
			.startCall(null, headers);
		assertThat(logged.get()).isEqualTo("a?ERROR b");
		assertThat(MDC.get("tenant")).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "'',context", "x-request-id,context" })
	void theChainNamesTheStage(String mdc, String expected) {
		this.runner.withPropertyValues("grpc.server.mdc=" + mdc)
			.run((context) -> assertThat(context.getBean(GrpcServices.class).served().get(0).methods().get(0).chain())
				.contains(expected));
	}

	private static Metadata headers() {
		Metadata headers = new Metadata();
		headers.put(ID, "first");
		headers.put(ID, "last");
		headers.put(TENANT, "shop");
		return headers;
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		final Queue<Map<String, String>> inner = new ConcurrentLinkedQueue<>();

		final Queue<Map<String, String>> outer = new ConcurrentLinkedQueue<>();

		@Bean
		EchoService echo() {
			return new EchoService();
		}

		@Bean
		ExecutorService pool() {
			return Executors.newSingleThreadExecutor();
		}

		@Bean
		@GlobalServerInterceptor
		ServerInterceptor outer() {
			return new Looking(this.outer);
		}

		@Bean
		@GlobalServerInterceptor
		ServerInterceptor inner() {
			return new Looking(this.inner);
		}

		@Bean
		@GlobalServerInterceptor
		ServerInterceptor innermost(Environment environment) {
			return new Throwing(environment.getProperty("throwing", boolean.class, false));
		}

	}

	private record Throwing(boolean active) implements ServerInterceptor {

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			return new ForwardingServerCallListener.SimpleForwardingServerCallListener<>(
					next.startCall(call, headers)) {

				@Override
				public void onMessage(Q message) {
					if (Throwing.this.active) {
						throw new IllegalCallerException("as the test wants it");
					}
					super.onMessage(message);
				}

			};
		}

	}

	private record Looking(Queue<Map<String, String>> seen) implements ServerInterceptor {

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			look();
			try {
				return new Listener<>(next.startCall(call, headers), this::look);
			}
			finally {
				look();
			}
		}

		private void look() {
			Map<String, String> mdc = MDC.getCopyOfContextMap();
			this.seen.add((mdc != null) ? mdc : Map.of());
		}

	}

	private static final class Listener<Q> extends ForwardingServerCallListener<Q> {

		private final ServerCall.Listener<Q> delegate;

		private final Runnable look;

		Listener(ServerCall.Listener<Q> delegate, Runnable look) {
			this.delegate = delegate;
			this.look = look;
		}

		@Override
		protected ServerCall.Listener<Q> delegate() {
			return this.delegate;
		}

		private void around(Runnable callback) {
			this.look.run();
			try {
				callback.run();
			}
			finally {
				this.look.run();
			}
		}

		@Override
		public void onMessage(Q message) {
			around(() -> super.onMessage(message));
		}

		@Override
		public void onHalfClose() {
			around(super::onHalfClose);
		}

		@Override
		public void onReady() {
			around(super::onReady);
		}

		@Override
		public void onCancel() {
			around(super::onCancel);
		}

		@Override
		public void onComplete() {
			around(super::onComplete);
		}

	}

}
