package dev.grpcstarter.benchmarks.starter;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.grpcstarter.benchmarks.work.ManyMethods;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * What the application has more of when it is measured by the piece: methods
 * ({@code bench.methods}) and channels ({@code bench.channels}, all of them to
 * {@code bench.target}).
 */
final class Extras implements ApplicationContextInitializer<GenericApplicationContext> {

	@Override
	public void initialize(GenericApplicationContext context) {
		ConfigurableEnvironment environment = context.getEnvironment();
		int methods = environment.getProperty("bench.methods", Integer.class, 0);
		if (methods > 0) {
			context.registerBean(ManyMethods.class, () -> new ManyMethods(methods));
		}
		int channels = environment.getProperty("bench.channels", Integer.class, 0);
		if (channels > 0) {
			String target = environment.getRequiredProperty("bench.target");
			Map<String, Object> targets = new HashMap<>();
			channels(channels).forEach((name) -> targets.put("grpc.client.channels.%s.target".formatted(name), target));
			environment.getPropertySources().addLast(new MapPropertySource("channels", targets));
		}
	}

	/**
	 * The names of channels.
	 * @param number how many there are
	 * @return the names
	 */
	static List<String> channels(int number) {
		return IntStream.range(0, number).mapToObj("channel-%04d"::formatted).toList();
	}

}
