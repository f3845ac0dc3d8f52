package dev.grpcstarter.benchmarks.starter;

import java.nio.charset.StandardCharsets;
import java.util.List;

import dev.grpcstarter.benchmarks.work.EchoGrpc;
import dev.grpcstarter.benchmarks.work.EchoService;
import dev.grpcstarter.benchmarks.work.MeasuredProcess;
import dev.grpcstarter.client.GrpcChannels;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import org.springframework.context.ApplicationContext;

/**
 * What the application does when it is asked to.
 */
final class ExtraAnswers implements MeasuredProcess.Answers {

	private final ApplicationContext context;

	ExtraAnswers(ApplicationContext context) {
		this.context = context;
	}

	@Override
	public long answer(String what) {
		return switch (what) {
			case "scrape" -> bytesOfScrape();
			case "open channels" -> openChannels();
			case "call channels" -> callChannels();
			default -> throw new IllegalArgumentException("nothing is known of '%s'".formatted(what));
		};
	}

	private long bytesOfScrape() {
		String metrics = this.context.getBean(PrometheusMeterRegistry.class).scrape();
		return metrics.getBytes(StandardCharsets.UTF_8).length;
	}

	private long openChannels() {
		GrpcChannels channels = this.context.getBean(GrpcChannels.class);
		List<String> names = names();
		names.forEach(channels::get);
		return names.size();
	}

	private long callChannels() {
		GrpcChannels channels = this.context.getBean(GrpcChannels.class);
		List<String> names = names();
		names.forEach((name) -> EchoGrpc.newBlockingStub(channels.get(name)).say(EchoService.HUNDRED_BYTES));
		return names.size();
	}

	private List<String> names() {
		return Extras.channels(this.context.getEnvironment().getProperty("bench.channels", Integer.class, 0));
	}

}
