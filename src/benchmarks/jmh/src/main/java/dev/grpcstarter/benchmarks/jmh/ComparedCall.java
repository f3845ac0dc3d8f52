package dev.grpcstarter.benchmarks.jmh;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import dev.grpcstarter.benchmarks.work.EchoGrpc;
import dev.grpcstarter.benchmarks.work.EchoService;
import io.grpc.ManagedChannel;
import io.grpc.inprocess.InProcessChannelBuilder;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Calls through the starter whose bytes are compared with those of the same call on bare
 * grpc-java, and the bytes that they may have more. Each ceiling is what was counted when
 * it was last set, and 16: one small object. Whoever makes a call cheaper lowers it.
 */
enum ComparedCall {

	/**
	 * Metrics are to cost a call to the server at most 120 bytes.
	 */
	SERVER_METRICS("A call to a direct method with metrics and nothing else", 120, ComparedCall::bareDirect,
			() -> served("grpc.server.executor=direct", "grpc.server.interceptors=-context,-exceptions,-deadline")),

	/**
	 * The default chain is to cost a call to the server at most 400 bytes, on the event
	 * loop.
	 */
	SERVER_DIRECT("A call to a direct method with the default chain", 560, ComparedCall::bareDirect,
			() -> served("grpc.server.executor=direct")),

	/**
	 * And the same on a thread. On bare grpc-java the events of a call may be handed over
	 * all at once or one by one, which takes more. Here it is at its best.
	 */
	SERVER_PLATFORM("A call to a method with a thread, and with the default chain", 400, ComparedCall::barePool,
			() -> served("grpc.server.executor=platform", "grpc.server.platform.threads=1")),

	/**
	 * Metrics and a default deadline are to cost a call by a client at most 200 bytes
	 * more than a deadline that is set by hand.
	 */
	CLIENT("A call by a client with metrics and a default deadline", 384, ComparedCall::bareClient,
			ComparedCall::client);

	private static final String BARE = "compared-bare";

	private static final String STARTER = "compared-starter";

	private final String text;

	private final int ceiling;

	private final Callable<RepeatedCall> bare;

	private final Callable<RepeatedCall> starter;

	ComparedCall(String text, int ceiling, Callable<RepeatedCall> bare, Callable<RepeatedCall> starter) {
		this.text = text;
		this.ceiling = ceiling;
		this.bare = bare;
		this.starter = starter;
	}

	/**
	 * The bytes that the call may allocate more than on bare grpc-java.
	 * @return the most
	 */
	int ceiling() {
		return this.ceiling;
	}

	RepeatedCall openBare() throws Exception {
		return this.bare.call();
	}

	RepeatedCall openStarter() throws Exception {
		return this.starter.call();
	}

	/**
	 * What {@link AllocatedObjects} takes to list what the call allocates.
	 * @return the name
	 */
	String argument() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	@Override
	public String toString() {
		return this.text;
	}

	private static RepeatedCall bareDirect() throws IOException {
		return RepeatedCall.toServer(BARE, InProcessServer.withoutThreads(BARE)::close);
	}

	private static RepeatedCall barePool() throws IOException {
		return RepeatedCall.toServer(BARE, InProcessServer.withPool(BARE, 1)::close);
	}

	private static RepeatedCall served(String... properties) {
		return RepeatedCall.toServer(STARTER, StarterApplication.serve(STARTER, true, properties)::close);
	}

	private static RepeatedCall bareClient() throws IOException {
		InProcessServer server = InProcessServer.withoutThreads(BARE);
		ManagedChannel channel = InProcessChannelBuilder.forName(BARE).build();
		EchoGrpc.EchoBlockingStub stub = EchoGrpc.newBlockingStub(channel);
		return RepeatedCall.byClient(() -> stub.withDeadlineAfter(15, TimeUnit.SECONDS).say(EchoService.HUNDRED_BYTES),
				channel::shutdownNow, server::close);
	}

	private static RepeatedCall client() throws IOException {
		InProcessServer server = InProcessServer.withoutThreads(STARTER);
		ConfigurableApplicationContext context = StarterApplication.start("grpc.server.enabled=false",
				"grpc.client.channels.echo.target=in-process:" + STARTER);
		EchoGrpc.EchoBlockingStub stub = StarterApplication.stub(context, "echo");
		StarterApplication.withMetrics("grpc.client.call.duration", true, context);
		return RepeatedCall.byClient(() -> stub.say(EchoService.HUNDRED_BYTES), context::close, server::close);
	}

}
