package dev.grpcstarter.conformance.badserver;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import dev.grpcstarter.client.GrpcChannels;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.testing.integration.Messages.SimpleRequest;
import io.grpc.testing.integration.Messages.StreamingOutputCallRequest;
import io.grpc.testing.integration.TestServiceGrpc;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

import static org.awaitility.Awaitility.await;

/**
 * An application that calls. Reads from its standard input what and whom, and logs how
 * the call ended. At the end of the input it closes its context, and logs what is left.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class Caller {

	private static final Logger logger = LoggerFactory.getLogger(Caller.class);

	// a message that is not empty, so that it needs a window
	private static final SimpleRequest REQUEST = SimpleRequest.newBuilder().setResponseSize(1).build();

	private final GrpcChannels channels;

	Caller(GrpcChannels channels) {
		this.channels = channels;
	}

	public static void main(String[] arguments) throws IOException {
		ConfigurableApplicationContext context = SpringApplication.run(Caller.class, arguments);
		Caller caller = context.getBean(Caller.class);
		ExecutorService calls = Executors.newCachedThreadPool();
		try (BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
			for (String line = commands.readLine(); !line.equals("close"); line = commands.readLine()) {
				String[] words = line.split(" ");
				calls.execute(() -> caller.call(words[0], words[1], Duration.parse(words[2])));
			}
		}
		calls.shutdown();
		caller.findLeaks();
		context.close();
		await().atMost(Duration.ofSeconds(20)).until(() -> threads().isEmpty());
		logger.info("Nothing is left");
	}

	private void call(String kind, String channel, Duration deadline) {
		long begin = System.nanoTime();
		Status status = switch (kind) {
			case "unary" -> status(() -> stub(channel).unaryCall(REQUEST));
			case "stream" -> status(() -> readAll(within(deadline, stub(channel))));
			case "recovered" -> recovered(channel, deadline);
			default -> throw new IllegalArgumentException(kind);
		};
		logger.info("{} {}: {} after {} ms: {}", kind, channel, status.getCode(),
				TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin),
				String.valueOf(status.getDescription()).replace('\n', ' '));
	}

	/**
	 * A call for each connection that was closed just now may still meet it.
	 */
	private Status recovered(String channel, Duration deadline) {
		Runnable call = () -> readAll(within(deadline, stub(channel).withWaitForReady()));
		Status first = status(call);
		return (first.getCode() == Status.Code.UNAVAILABLE) ? status(call) : first;
	}

	/**
	 * Netty reports what was collected before it was released, when it allocates again.
	 */
	private void findLeaks() {
		for (int i = 0; i < 3; i++) {
			System.gc();
			this.channels.names().forEach((name) -> recovered(name.toString(), Duration.ofSeconds(20)));
		}
	}

	private TestServiceGrpc.TestServiceBlockingStub stub(String channel) {
		return TestServiceGrpc.newBlockingStub(this.channels.get(channel));
	}

	private static TestServiceGrpc.TestServiceBlockingStub within(Duration deadline,
			TestServiceGrpc.TestServiceBlockingStub stub) {
		return stub.withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
	}

	private static void readAll(TestServiceGrpc.TestServiceBlockingStub stub) {
		stub.streamingOutputCall(StreamingOutputCallRequest.getDefaultInstance()).forEachRemaining((reply) -> {
		});
	}

	private static Status status(Runnable call) {
		try {
			call.run();
			return Status.OK;
		}
		catch (StatusRuntimeException ex) {
			return ex.getStatus();
		}
	}

	private static List<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("grpc"))
			.toList();
	}

}
