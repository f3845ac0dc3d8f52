package dev.grpcstarter.propagation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import dev.grpcstarter.call.GrpcCall;
import dev.grpcstarter.client.GrpcClient;
import dev.grpcstarter.client.autoconfigure.GrpcClientAutoConfiguration;
import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.propagation.autoconfigure.GrpcContextAutoConfiguration;
import dev.grpcstarter.server.autoconfigure.GrpcBuiltInServicesAutoConfiguration;
import dev.grpcstarter.server.autoconfigure.GrpcServerAutoConfiguration;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoGrpc.EchoBlockingStub;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.GrpcComplaints;
import dev.grpcstarter.testing.Phrase;
import dev.grpcstarter.testing.TestChannel;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A calls B, and B calls C: three applications in three contexts, over real connections.
 */
class ThreeServersTests {

	private static final Metadata.Key<String> ID = Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);

	private static final Duration RESERVE = Duration.ofMillis(30);

	private static final Logger logger = (Logger) LoggerFactory.getLogger(ThreeServersTests.class);

	private final List<ConfigurableApplicationContext> servers = new ArrayList<>();

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	private final GrpcComplaints complaints = new GrpcComplaints();

	private TestChannel caller;

	@BeforeEach
	void start() {
		ConfigurableApplicationContext c = start("C", LastHop.class, "static://127.0.0.1:1");
		ConfigurableApplicationContext b = start("B", Hop.class, target(c));
		ConfigurableApplicationContext a = start("A", Hop.class, target(b));
		this.servers.addAll(List.of(a, b, c));
		this.caller = TestChannel.to(a);
		// so that no call of a test waits for connections
		this.caller.echo().say(EchoService.phrase("first"));
		// a start of Boot takes away the appenders that it finds
		this.log.start();
		logger.addAppender(this.log);
	}

	@AfterEach
	void stop() {
		this.caller.close();
		this.servers.forEach(ConfigurableApplicationContext::close);
		logger.detachAppender(this.log);
		this.complaints.close();
		assertThat(this.complaints.lines()).isEmpty();
	}

	private static ConfigurableApplicationContext start(String name, Class<?> application, String next) {
		SpringApplication spring = new SpringApplication(application);
		spring.setWebApplicationType(WebApplicationType.NONE);
		spring.setDefaultProperties(Map.of("spring.main.banner-mode", "off", "hop", name, "grpc.server.port", "0",
				"grpc.server.address", "127.0.0.1", "grpc.server.executor", "pool", "grpc.server.mdc", "x-request-id",
				"grpc.client.channels.next.target", next, "grpc.client.channels.next.relay", "x-request-id",
				"grpc.client.channels.next.deadline-reserve", RESERVE.toMillis() + "ms"));
		return spring.run();
	}

	private static String target(ConfigurableApplicationContext server) {
		return "dns:///127.0.0.1:" + server.getEnvironment().getRequiredProperty("local.grpc.server.port");
	}

	@Test
	void aDeadlineIsSeenAtEachServerAndIsSmallerThere() {
		List<Duration> remaining = remainingOfCallWith(500);
		assertThat(remaining).hasSize(3).allSatisfy((time) -> assertThat(time).isPositive());
		assertThat(remaining.get(0)).isLessThan(Duration.ofMillis(500));
		assertThat(remaining.get(1)).isLessThan(remaining.get(0).minus(RESERVE));
		assertThat(remaining.get(2)).isLessThan(remaining.get(1).minus(RESERVE));
	}

	// on a busy machine a call may take longer than that
	private List<Duration> remainingOfCallWith(int millis) {
		for (int attempt = 1;; attempt++) {
			this.servers.forEach((server) -> server.getBean(Hop.class).remaining.clear());
			try {
				this.caller.echo().withDeadlineAfter(millis, TimeUnit.MILLISECONDS).say(EchoService.phrase("hello"));
				return this.servers.stream().flatMap((server) -> server.getBean(Hop.class).remaining.stream()).toList();
			}
			catch (StatusRuntimeException ex) {
				assertThat(ex.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
				assertThat(attempt).isLessThan(10);
			}
		}
	}

	@Test
	void whatIsRelayedIsInTheLogOfEachServerAndInNoneOfTheirThreadsAfterwards() throws Exception {
		Metadata headers = new Metadata();
		headers.put(ID, "4711");
		this.caller.echo()
			.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
			.say(EchoService.phrase("hello"));
		assertThat(this.log.list).extracting(ILoggingEvent::getFormattedMessage)
			.containsExactly("A is called", "B is called", "C is called");
		assertThat(this.log.list)
			.allSatisfy((line) -> assertThat(line.getMDCPropertyMap()).containsEntry("x-request-id", "4711"));
		for (ConfigurableApplicationContext server : this.servers) {
			assertThat(server.getBean(ExecutorService.class).submit(() -> MDC.getCopyOfContextMap()).get())
				.isNullOrEmpty();
		}
	}

	@Test
	void nothingOfTheLogIsEverOnGrpcsOwnThreads() {
		Metadata headers = new Metadata();
		headers.put(ID, "4711");
		Phrase request = EchoService.phrase("callbacks");
		this.caller.echo().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers)).say(request);
		assertThatOwnThreadsHaveNothing();
		// once more over the same threads, for nobody
		this.servers.forEach((server) -> server.getBean(ThreadWatch.class).seen.clear());
		this.caller.echo().say(request);
		assertThatOwnThreadsHaveNothing();
	}

	private void assertThatOwnThreadsHaveNothing() {
		for (ConfigurableApplicationContext server : this.servers) {
			ThreadWatch watch = server.getBean(ThreadWatch.class);
			Propagating.awaitUntil(() -> watch.hasSeen("grpc-server-worker"));
			if (!(server.getBean(Hop.class) instanceof LastHop)) {
				assertThat(watch.hasSeen("grpc-client-callback")).isTrue();
				assertThat(watch.hasSeen("grpc-client-worker")).isTrue();
			}
			assertThat(watch.seen).allSatisfy((seen) -> assertThat(seen.mdc()).as(seen.toString()).isEmpty());
		}
	}

	@Test
	void aCallThatIsCancelledAtTheFirstServerIsCancelledAtTheLastSoonAfter() {
		Hop last = this.servers.get(2).getBean(Hop.class);
		List<Long> micros = new ArrayList<>();
		for (int round = 0; round < 10; round++) {
			last.arrived = new CountDownLatch(1);
			last.cancelled = new CountDownLatch(1);
			ListenableFuture<Phrase> call = EchoGrpc.newFutureStub(this.caller.channel())
				.say(EchoService.phrase("wait"));
			Propagating.await(last.arrived);
			long begin = System.nanoTime();
			call.cancel(true);
			Propagating.await(last.cancelled);
			micros.add((last.cancelledAt - begin) / 1_000);
			Propagating.awaitUntil(last.waiting::isCancelled);
		}
		Collections.sort(micros);
		// the upper one of the two in the middle
		long median = micros.get(micros.size() / 2);
		logger.info("cancelled at C {} us after the caller of A, at best; median {} us, at worst {} us", micros.get(0),
				median, micros.get(micros.size() - 1));
		assertThat(median).isLessThan(50_000);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ GrpcConfigurationAutoConfiguration.class, GrpcContextAutoConfiguration.class,
			GrpcBuiltInServicesAutoConfiguration.class, GrpcServerAutoConfiguration.class,
			GrpcClientAutoConfiguration.class })
	static class Hop {

		final Queue<Duration> remaining = new ConcurrentLinkedQueue<>();

		volatile CountDownLatch arrived;

		volatile CountDownLatch cancelled;

		volatile long cancelledAt;

		volatile GrpcCall waiting;

		@Bean
		ExecutorService pool() {
			return Executors.newSingleThreadExecutor();
		}

		@Bean
		EchoService echo(@GrpcClient("next") EchoBlockingStub next, @Value("${hop}") String name) {
			return new EchoService() {

				@Override
				public void say(Phrase request, StreamObserver<Phrase> caller) {
					logger.info("{} is called", name);
					Duration time = GrpcCall.current().remainingTime();
					if (time != null) {
						Hop.this.remaining.add(time);
					}
					super.say(answer(next, request), caller);
				}

			};
		}

		@Bean
		ThreadWatch threads() {
			return new ThreadWatch();
		}

		Phrase answer(EchoBlockingStub next, Phrase request) {
			// a blocking stub has its callbacks on the thread that it blocks
			return (request.getText().equals("callbacks"))
					? Futures.getUnchecked(EchoGrpc.newFutureStub(next.getChannel()).say(request)) : next.say(request);
		}

	}

	static class LastHop extends Hop {

		@Override
		Phrase answer(EchoBlockingStub next, Phrase request) {
			if (request.getText().equals("wait")) {
				CountDownLatch told = this.cancelled;
				this.waiting = GrpcCall.current();
				Context.current().addListener((context) -> {
					this.cancelledAt = System.nanoTime();
					told.countDown();
				}, Runnable::run);
				this.arrived.countDown();
				Propagating.await(told);
			}
			return request;
		}

	}

}
