package dev.grpcstarter.server.autoconfigure;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

import dev.grpcstarter.call.MethodPattern;
import dev.grpcstarter.config.Problem;
import dev.grpcstarter.config.Problems;
import dev.grpcstarter.server.execution.MethodExecutors;

import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Checks what the configuration of executors refers to: beans, and methods of services.
 */
final class ExecutorReferences {

	private static final Set<String> BUILT_IN = Set.of("platform", "virtual", "direct");

	private final ListableBeanFactory beanFactory;

	private final Set<String> methods;

	private final Problems problems = new Problems();

	ExecutorReferences(ListableBeanFactory beanFactory, Set<String> methods) {
		this.beanFactory = beanFactory;
		this.methods = methods;
	}

	void check(MethodExecutors executors) {
		bean("grpc.server.executor", executors.fallback());
		executors.byPattern().forEach((pattern, executor) -> {
			pattern(pattern);
			bean(ExecutionSettings.key(pattern), executor);
		});
		this.problems.throwIfAny();
	}

	private void bean(String key, String name) {
		if (!BUILT_IN.contains(name)
				&& !(this.beanFactory.containsBean(name) && this.beanFactory.isTypeMatch(name, Executor.class))) {
			this.problems.add(Problem.ofKey(key, "there is no Executor bean '%s'".formatted(name),
					"Set %s to auto, platform, virtual, direct, or one of the Executor beans: %s.".formatted(key,
							List.of(this.beanFactory.getBeanNamesForType(Executor.class)))));
		}
	}

	private void pattern(MethodPattern pattern) {
		if (this.methods.stream().noneMatch(pattern::matches)) {
			this.problems.add(Problem.ofKey(ExecutionSettings.key(pattern), "no method that is served matches it",
					"Write one of the methods that are served, or a pattern such as package.Service/*: %s."
						.formatted(this.methods)));
		}
	}

}
