package dev.grpcstarter.server.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.grpcstarter.call.MethodPattern;
import dev.grpcstarter.config.Problem;
import dev.grpcstarter.config.Problems;
import dev.grpcstarter.server.execution.MethodExecutors;
import dev.grpcstarter.server.execution.PlatformPool;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.boot.system.JavaVersion;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * What runs the handlers, as the properties say, checked.
 *
 * @param methods the executor of each method
 * @param pool the size of the pool of platform threads
 * @param detectBlocking whether to look out for handlers that block the event loop
 */
record ExecutionSettings(MethodExecutors methods, PlatformPool pool, boolean detectBlocking) {

	private static final String EXECUTOR = "grpc.server.executor";

	static ExecutionSettings of(GrpcServerProperties properties, Environment environment, Problems problems) {
		String fallback = executor(EXECUTOR, properties.executor(), environment, problems);
		Map<MethodPattern, String> byPattern = new LinkedHashMap<>();
		properties.methods().forEach((text, method) -> MethodPattern.parse(text).ifPresent((pattern) -> {
			if (StringUtils.hasText(method.executor())) {
				byPattern.put(pattern, executor(key(text), method.executor(), environment, problems));
			}
		}));
		Boolean detect = properties.detectBlocking();
		return new ExecutionSettings(new MethodExecutors(fallback, byPattern), pool(properties.platform(), problems),
				(detect != null) ? detect : CloudPlatform.getActive(environment) == null);
	}

	static String key(Object pattern) {
		return "grpc.server.methods[%s].executor".formatted(pattern);
	}

	private static String executor(String key, String text, Environment environment, Problems problems) {
		String name = (StringUtils.hasText(text)) ? text.trim() : "auto";
		if (name.equals("auto")) {
			return (virtualThreads(environment)) ? "virtual" : "platform";
		}
		if (name.equals("virtual") && !javaIs(JavaVersion.TWENTY_ONE)) {
			problems.add(Problem.ofKey(key, "Java %s has no virtual threads".formatted(JavaVersion.getJavaVersion()),
					"Run the application on Java 21 or later, or set %s to auto or platform.".formatted(key)));
		}
		return name;
	}

	/**
	 * Before Java 24 a handler that blocks within synchronized pins its carrier thread,
	 * so there the application has to ask for them.
	 * @param environment where the application says whether it wants them
	 * @return whether handlers run on virtual threads
	 */
	private static boolean virtualThreads(Environment environment) {
		Boolean wanted = environment.getProperty("spring.threads.virtual.enabled", Boolean.class);
		return (wanted != null) ? wanted && javaIs(JavaVersion.TWENTY_ONE) : javaIs(JavaVersion.TWENTY_FOUR);
	}

	private static boolean javaIs(JavaVersion version) {
		return JavaVersion.getJavaVersion().isEqualOrNewerThan(version);
	}

	private static PlatformPool pool(GrpcServerProperties.Platform properties, Problems problems) {
		int threads = orElse("threads", properties.threads(),
				PlatformPool.threadsFor(Runtime.getRuntime().availableProcessors()), problems);
		return new PlatformPool(threads, orElse("queue", properties.queue(), PlatformPool.queueFor(threads), problems));
	}

	private static int orElse(String key, @Nullable Integer value, int derived, Problems problems) {
		if (value != null && value < 1) {
			problems.add(Problem.ofKey("grpc.server.platform." + key, value + " is less than 1",
					"Set grpc.server.platform.%s to a number such as %s, or leave it out.".formatted(key, derived)));
		}
		return (value != null) ? value : derived;
	}

}
