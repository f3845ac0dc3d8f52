package dev.grpcstarter.server.autoconfigure;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.server.GlobalServerInterceptor;
import dev.grpcstarter.server.GrpcServerLifecycle;
import dev.grpcstarter.server.GrpcServerStartedEvent;
import dev.grpcstarter.server.GrpcServerStoppedEvent;
import dev.grpcstarter.server.GrpcService;
import dev.grpcstarter.server.GrpcServices;
import dev.grpcstarter.server.ListenAddress;
import dev.grpcstarter.server.ServerBuilderCustomizer;
import dev.grpcstarter.server.execution.Execution;
import dev.grpcstarter.server.execution.GrpcExecution;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.MirrorGrpc;
import dev.grpcstarter.testing.MirrorService;
import dev.grpcstarter.testing.Phrase;
import dev.grpcstarter.testing.TestChannel;
import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.lang.annotation.Around;
import org.aspectj.lang.annotation.Aspect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

@ExtendWith(OutputCaptureExtension.class)
class GrpcServerAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrpcConfigurationAutoConfiguration.class,
				GrpcBuiltInServicesAutoConfiguration.class, GrpcServerAutoConfiguration.class))
		.withPropertyValues("grpc.server.port=0", "grpc.server.address=127.0.0.1");

	@Test
	void annotatedClassesAndBeanMethodsAreServed() {
		this.runner.withUserConfiguration(Services.class).run((context) -> {
			try (TestChannel channel = TestChannel.to(context)) {
				assertThat(channel.echo().say(EchoService.phrase("hello")).getText()).isEqualTo("hello");
				assertThat(channel.mirror().reverse(EchoService.phrase("hello")).getText()).isEqualTo("olleh");
			}
		});
	}

	@ParameterizedTest
	@CsvSource({ "127.0.0.1, 127.0.0.1, 127.0.0.1:", "localhost, localhost, localhost:", "::1, ::1, [::1]:",
			"[::1], ::1, [::1]:", "*, 127.0.0.1, *:", "*, ::1, *:" })
	void theServerListensWhereItIsTold(String address, String reachedAt, String shownAs) throws Exception {
		assumeThat(reachedAt.contains(":") && NetworkInterface.getByInetAddress(InetAddress.getByName("::1")) == null)
			.as("skipped, because this machine has no IPv6")
			.isFalse();
		this.runner.withUserConfiguration(Services.class)
			.withPropertyValues("grpc.server.address=" + address)
			.run((context) -> {
				int port = context.getEnvironment().getRequiredProperty("local.grpc.server.port", int.class);
				try (TestChannel channel = TestChannel.toPort(reachedAt, port)) {
					assertThat(channel.echo().say(EchoService.phrase("hello")).getText()).isEqualTo("hello");
				}
				assertThat(new ListenAddress.Tcp(address, port)).hasToString(shownAs + port);
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "::1", "localhost" })
	void theAddressThatIsShownIsATargetThatConnects(String address) throws Exception {
		assumeThat(address.contains(":") && NetworkInterface.getByInetAddress(InetAddress.getByName("::1")) == null)
			.as("skipped, because this machine has no IPv6")
			.isFalse();
		this.runner.withUserConfiguration(Services.class)
			.withPropertyValues("grpc.server.address=" + address)
			.run((context) -> {
				String shown = context.getBean(GrpcServerLifecycle.class).server().addresses().get(0).toString();
				try (TestChannel channel = TestChannel.toTarget(shown)) {
					assertThat(channel.echo().say(EchoService.phrase("hello")).getText()).isEqualTo("hello");
				}
			});
	}

	@Test
	void theSameServicesAreServedInProcess() {
		this.runner.withUserConfiguration(Services.class)
			.withPropertyValues("grpc.server.in-process-name=both-transports")
			.run((context) -> {
				try (TestChannel tcp = TestChannel.to(context);
						TestChannel inProcess = TestChannel.inProcess("both-transports")) {
					assertThat(tcp.echo().say(EchoService.phrase("a")).getText()).isEqualTo("a");
					assertThat(inProcess.echo().say(EchoService.phrase("b")).getText()).isEqualTo("b");
				}
			});
	}

	@Test
	void withoutPortOnlyInProcessIsServed() {
		this.runner.withUserConfiguration(Services.class)
			.withPropertyValues("grpc.server.port=none", "grpc.server.in-process-name=only-transport")
			.run((context) -> {
				assertThat(context.getEnvironment().containsProperty("local.grpc.server.port")).isFalse();
				try (TestChannel inProcess = TestChannel.inProcess("only-transport")) {
					assertThat(inProcess.echo().say(EchoService.phrase("b")).getText()).isEqualTo("b");
				}
			});
	}

	@Test
	void servicesWithoutAnnotationAreServedUnlessItIsRequired() {
		this.runner.withBean("echo", EchoService.class)
			.run((context) -> assertThat(context.getBean(GrpcServices.class).names()).contains("testing.Echo"));
		this.runner.withBean("echo", EchoService.class)
			.withUserConfiguration(Services.MirrorConfiguration.class)
			.withPropertyValues("grpc.server.services.require-annotation=true")
			.run((context) -> assertThat(context.getBean(GrpcServices.class).names()).contains("testing.Mirror")
				.doesNotContain("testing.Echo"));
	}

	@Test
	void inProcessAloneKeepsNoJvmAlive() {
		this.runner.withUserConfiguration(Services.class)
			.withPropertyValues("grpc.server.port=none", "grpc.server.in-process-name=daemon")
			.run((context) -> {
				try (TestChannel inProcess = TestChannel.inProcess("daemon")) {
					inProcess.echo().say(EchoService.phrase("with a deadline"));
				}
				assertThat(Thread.getAllStackTraces().keySet()).filteredOn((thread) -> !thread.isDaemon())
					.noneMatch((thread) -> thread.getName().startsWith("grpc-"));
			});
	}

	@Test
	void aChildContextServesItsOwnServices() {
		this.runner.withUserConfiguration(Services.AnnotatedEcho.class)
			.run((parent) -> this.runner.withParent(parent)
				.withUserConfiguration(Services.MirrorConfiguration.class)
				.run((child) -> {
					try (TestChannel toParent = TestChannel.to(parent); TestChannel toChild = TestChannel.to(child)) {
						assertThat(toParent.echo().say(EchoService.phrase("a")).getText()).isEqualTo("a");
						assertThat(toChild.mirror().reverse(EchoService.phrase("ab")).getText()).isEqualTo("ba");
					}
				}));
	}

	@Test
	void aBlankAddressIsNotSet() {
		this.runner.withUserConfiguration(Services.class)
			.withPropertyValues("grpc.server.address=")
			.run((context) -> assertThat(context.getBean(GrpcServerLifecycle.class).server().addresses())
				.singleElement()
				.asString()
				.startsWith("*:"));
	}

	@Test
	void aServerWithoutServicesOfTheApplicationSaysSo(CapturedOutput output) {
		this.runner.run((context) -> assertThat(output).contains("This application has no gRPC service."));
		this.runner.withUserConfiguration(Services.class)
			.run((context) -> assertThat(output).containsOnlyOnce("This application has no gRPC service."));
	}

	@Test
	void switchedOffThereIsNoServer() {
		this.runner.withUserConfiguration(Services.class)
			.withPropertyValues("grpc.server.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(GrpcServices.class)
				.doesNotHaveBean("grpcHealthService"));
	}

	@Test
	void aspectsOfAServiceThatIsProxiedByClassTakeEffect() {
		this.runner.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class))
			.withUserConfiguration(Louder.class)
			.withBean("echo", EchoService.class)
			.run((context) -> {
				assertThat(AopUtils.isCglibProxy(context.getBean("echo"))).isTrue();
				try (TestChannel channel = TestChannel.to(context)) {
					assertThat(channel.echo().say(EchoService.phrase("hello")).getText()).isEqualTo("HELLO");
				}
			});
	}

	@Test
	void aspectsOfAServiceThatIsProxiedByInterfaceTakeEffect() {
		this.runner.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class))
			.withPropertyValues("spring.aop.proxy-target-class=false")
			.withUserConfiguration(Louder.class)
			.withBean("echo", BindableService.class, EchoByInterface::new)
			.run((context) -> {
				assertThat(AopUtils.isJdkDynamicProxy(context.getBean("echo"))).isTrue();
				try (TestChannel channel = TestChannel.to(context)) {
					assertThat(channel.echo().say(EchoService.phrase("hello")).getText()).isEqualTo("HELLO");
				}
			});
	}

	@Test
	void annotationsOfAServiceThatIsProxiedByInterfaceTakeEffect() {
		DirectEcho echo = new DirectEcho();
		this.runner.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class))
			.withPropertyValues("spring.aop.proxy-target-class=false", "grpc.server.executor=platform")
			.withUserConfiguration(Louder.class)
			.withBean("echo", BindableService.class, () -> echo)
			.run((context) -> {
				assertThat(AopUtils.isJdkDynamicProxy(context.getBean("echo"))).isTrue();
				try (TestChannel channel = TestChannel.to(context)) {
					channel.echo().say(EchoService.phrase("hello"));
					assertThat(echo.thread).startsWith("grpc-server-worker");
				}
			});
	}

	@Test
	void allInterceptorsRunGlobalOnesInOrderAndThenThoseOfTheService() {
		this.runner.withUserConfiguration(Intercepted.class).run((context) -> {
			List<String> seen = context.getBean(Intercepted.class).seen;
			try (TestChannel channel = TestChannel.to(context)) {
				channel.echo().say(EchoService.phrase("hello"));
				assertThat(seen).containsExactly("outer", "middle", "inner", "byType", "byName");
				seen.clear();
				channel.mirror().reverse(EchoService.phrase("hello"));
				assertThat(seen).containsExactly("outer", "middle", "inner");
			}
		});
	}

	@Test
	void interceptorsOfTheApplicationDoNotGuardProbes() {
		this.runner.withUserConfiguration(Services.class).withBean(Refusing.class).run((context) -> {
			try (TestChannel channel = TestChannel.to(context)) {
				assertThat(Probe.check(channel.channel(), "")).isEqualTo("SERVING");
				assertThatExceptionOfType(StatusRuntimeException.class)
					.isThrownBy(() -> channel.echo().say(EchoService.phrase("hello")))
					.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED));
			}
		});
	}

	@Test
	void anApplicationsOwnHealthServiceTakesThePlaceOfOurs() {
		this.runner.withBean("health", Probe.AlwaysUnknown.class).run((context) -> {
			try (TestChannel channel = TestChannel.to(context)) {
				assertThat(Probe.check(channel.channel(), "")).isEqualTo("UNKNOWN");
			}
		});
	}

	@Test
	void eventsTellThatTheServerHasStartedAndStopped() {
		List<ApplicationEvent> events = new CopyOnWriteArrayList<>();
		this.runner.withUserConfiguration(Services.class)
			.withBean(EventRecorder.class, () -> new EventRecorder(events))
			.run((context) -> {
				assertThat(events).singleElement().isInstanceOfSatisfying(GrpcServerStartedEvent.class, (event) -> {
					assertThat(event.server().port())
						.hasValue(context.getEnvironment().getRequiredProperty("local.grpc.server.port", int.class));
					assertThat(event.server().addresses()).singleElement()
						.hasToString("127.0.0.1:" + event.server().port().getAsInt());
				});
			});
		assertThat(events).hasSize(2)
			.last()
			.isInstanceOfSatisfying(GrpcServerStoppedEvent.class,
					(event) -> assertThat(event.server().port()).isPresent());
	}

	@Test
	void messagesLargerThanTheLimitAreRefused() {
		this.runner.withUserConfiguration(Services.class)
			.withPropertyValues("grpc.server.limits.inbound-message-size=1KB")
			.run((context) -> {
				try (TestChannel channel = TestChannel.to(context)) {
					channel.echo().say(EchoService.phrase("x".repeat(1000)));
					assertThatExceptionOfType(StatusRuntimeException.class)
						.isThrownBy(() -> channel.echo().say(EchoService.phrase("x".repeat(1100))))
						.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isIn(Status.Code.RESOURCE_EXHAUSTED,
								Status.Code.CANCELLED));
				}
			});
	}

	@Test
	void metadataLargerThanTheLimitIsRefused() {
		this.runner.withUserConfiguration(Services.class)
			.withPropertyValues("grpc.server.limits.inbound-metadata-size=2KB")
			.run((context) -> {
				try (TestChannel channel = TestChannel.to(context)) {
					channel.echo().withInterceptors(header(1000)).say(EchoService.phrase("hello"));
					assertThatExceptionOfType(StatusRuntimeException.class)
						.isThrownBy(
								() -> channel.echo().withInterceptors(header(3000)).say(EchoService.phrase("hello")))
						.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL));
				}
			});
	}

	@Test
	void metadataLargerThanTheLimitIsRefusedInProcessToo() {
		this.runner.withUserConfiguration(Services.class)
			.withPropertyValues("grpc.server.port=none", "grpc.server.in-process-name=little-metadata",
					"grpc.server.limits.inbound-metadata-size=2KB")
			.run((context) -> {
				try (TestChannel channel = TestChannel.inProcess("little-metadata")) {
					channel.echo().withInterceptors(header(1000)).say(EchoService.phrase("hello"));
					assertThatExceptionOfType(StatusRuntimeException.class)
						.isThrownBy(
								() -> channel.echo().withInterceptors(header(3000)).say(EchoService.phrase("hello")))
						.satisfies(
								(ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
				}
			});
	}

	@Test
	void customizersSeeTheBuilderLastAndWin() {
		this.runner.withUserConfiguration(Services.class)
			.withPropertyValues("grpc.server.limits.inbound-message-size=1KB")
			.withBean(ServerBuilderCustomizer.class, () -> (address, builder) -> builder.maxInboundMessageSize(10_000))
			.run((context) -> {
				try (TestChannel channel = TestChannel.to(context)) {
					assertThat(channel.echo().say(EchoService.phrase("x".repeat(5000))).getText()).hasSize(5000);
				}
			});
	}

	private static io.grpc.ClientInterceptor header(int size) {
		Metadata metadata = new Metadata();
		metadata.put(Metadata.Key.of("x-filler", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(size));
		return io.grpc.stub.MetadataUtils.newAttachHeadersInterceptor(metadata);
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Services.AnnotatedEcho.class, Services.MirrorConfiguration.class })
	static class Services {

		@GrpcService
		static class AnnotatedEcho extends EchoService {

		}

		@Configuration(proxyBeanMethods = false)
		static class MirrorConfiguration {

			@Bean
			@GrpcService
			MirrorService mirror() {
				return new MirrorService();
			}

		}

	}

	/**
	 * Implements the generated interface, so that a proxy by interface has it too.
	 */
	static class EchoByInterface implements EchoGrpc.AsyncService, BindableService {

		@Override
		public void say(Phrase request, StreamObserver<Phrase> caller) {
			caller.onNext(request);
			caller.onCompleted();
		}

		@Override
		public ServerServiceDefinition bindService() {
			return EchoGrpc.bindService(this);
		}

	}

	static class DirectEcho extends EchoByInterface {

		private volatile String thread = "";

		@Override
		@GrpcExecution(Execution.DIRECT)
		public void say(Phrase request, StreamObserver<Phrase> caller) {
			this.thread = Thread.currentThread().getName();
			super.say(request, caller);
		}

	}

	@Aspect
	static class Louder {

		@Around("execution(void say(..)) && args(request, caller)")
		Object shout(ProceedingJoinPoint call, Phrase request, StreamObserver<Phrase> caller) throws Throwable {
			return call.proceed(
					new Object[] { EchoService.phrase(request.getText().toUpperCase(java.util.Locale.ROOT)), caller });
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Intercepted {

		private final List<String> seen = new ArrayList<>();

		@Bean
		@GrpcService(interceptors = ByType.class, interceptorNames = "byName")
		EchoService echo() {
			return new EchoService();
		}

		@Bean
		MirrorGrpc.MirrorImplBase mirror() {
			return new MirrorService();
		}

		@Bean
		@Order(3)
		@GlobalServerInterceptor
		ServerInterceptor inner() {
			return noting("inner");
		}

		@Bean
		@Order(1)
		@GlobalServerInterceptor
		ServerInterceptor outer() {
			return noting("outer");
		}

		@Bean
		@Order(2)
		@GlobalServerInterceptor
		ServerInterceptor middle() {
			return noting("middle");
		}

		@Bean
		ServerInterceptor byName() {
			return noting("byName");
		}

		@Bean
		ByType byType() {
			return new ByType(noting("byType"));
		}

		private ServerInterceptor noting(String name) {
			return new ServerInterceptor() {

				@Override
				public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
						ServerCallHandler<Q, R> next) {
					Intercepted.this.seen.add(name);
					return next.startCall(call, headers);
				}

			};
		}

	}

	record ByType(ServerInterceptor delegate) implements ServerInterceptor {

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			return this.delegate.interceptCall(call, headers, next);
		}

	}

	@GlobalServerInterceptor
	static class Refusing implements ServerInterceptor {

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			call.close(Status.UNAUTHENTICATED, new Metadata());
			return new ServerCall.Listener<>() {
			};
		}

	}

	record EventRecorder(List<ApplicationEvent> events) {

		@EventListener({ GrpcServerStartedEvent.class, GrpcServerStoppedEvent.class })
		void record(ApplicationEvent event) {
			this.events.add(event);
		}

	}

}
