package dev.grpcstarter.config;

import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Stops the start because of one or more {@linkplain Problem problems} in the
 * configuration. Boot prints them as a failure analysis.
 */
public final class GrpcConfigurationException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient List<Problem> problems;

	/**
	 * Problems that were found together.
	 * @param problems the problems, at least one
	 */
	public GrpcConfigurationException(List<Problem> problems) {
		super(problems.stream().map(GrpcConfigurationException::line).collect(Collectors.joining("; ")));
		this.problems = List.copyOf(problems);
	}

	/**
	 * A single problem.
	 * @param problem the problem
	 */
	public GrpcConfigurationException(Problem problem) {
		this(List.of(problem));
	}

	/**
	 * A single problem, seen as the failure of something else.
	 * @param problem the problem
	 * @param cause what failed
	 */
	public GrpcConfigurationException(Problem problem, @Nullable Throwable cause) {
		this(problem);
		initCause(cause);
	}

	private static String line(Problem problem) {
		return (problem.key() != null) ? problem.key() + ": " + problem.what() : problem.what();
	}

	/**
	 * What was found.
	 * @return the problems, in the order in which they were found
	 */
	public List<Problem> problems() {
		return this.problems;
	}

}
