package dev.grpcstarter.server.autoconfigure;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

import dev.grpcstarter.config.Problem;
import dev.grpcstarter.config.Problems;
import dev.grpcstarter.server.execution.MethodExecutors;

import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Checks the beans to which the configuration of executors refers.
 */
final class ExecutorReferences {

	private static final Set<String> BUILT_IN = Set.of("platform", "virtual", "direct");

	private final ListableBeanFactory beanFactory;

	private final Problems problems;

	ExecutorReferences(ListableBeanFactory beanFactory, Problems problems) {
		this.beanFactory = beanFactory;
		this.problems = problems;
	}

	void check(MethodExecutors executors) {
		bean("grpc.server.executor", executors.fallback());
		executors.byPattern().forEach((pattern, executor) -> bean(ExecutionSettings.key(pattern), executor));
	}

	private void bean(String key, String name) {
		if (!BUILT_IN.contains(name)
				&& !(this.beanFactory.containsBean(name) && this.beanFactory.isTypeMatch(name, Executor.class))) {
			this.problems.add(Problem.ofKey(key, "there is no Executor bean '%s'".formatted(name),
					"Set %s to auto, platform, virtual, direct, or one of the Executor beans: %s.".formatted(key,
							List.of(this.beanFactory.getBeanNamesForType(Executor.class)))));
		}
	}

}
