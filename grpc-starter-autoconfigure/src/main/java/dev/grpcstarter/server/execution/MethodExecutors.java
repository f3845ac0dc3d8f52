package dev.grpcstarter.server.execution;

import java.util.List;
import java.util.Map;

import dev.grpcstarter.call.MethodPattern;
import org.jspecify.annotations.Nullable;

/**
 * Which executor each method has, by name: {@code platform}, {@code virtual},
 * {@code direct} or that of a bean. Immutable.
 *
 * @param fallback the executor of methods for which nothing else is said
 * @param byPattern the executors of methods that the configuration names
 */
public record MethodExecutors(String fallback, Map<MethodPattern, String> byPattern) {

	/**
	 * All executors of one name.
	 * @param fallback the executor of every method
	 * @param byPattern the executors of methods that the configuration names
	 */
	public MethodExecutors {
		byPattern = Map.copyOf(byPattern);
	}

	/**
	 * The executor of a method. The configuration's word on exactly this method comes
	 * first, then the annotation, then the configuration's patterns.
	 * @param fullMethodName the method
	 * @param annotated what {@link GrpcExecution} says, or {@code null} if there is none
	 * @return the name of the executor
	 */
	String name(String fullMethodName, @Nullable Execution annotated) {
		List<MethodPattern> matching = MethodPattern.matching(fullMethodName, this.byPattern.keySet());
		MethodPattern best = (matching.isEmpty()) ? null : matching.get(0);
		if (annotated != null && (best == null || !best.isForMethod())) {
			return annotated.executorName();
		}
		return (best != null) ? this.byPattern.getOrDefault(best, this.fallback) : this.fallback;
	}

}
