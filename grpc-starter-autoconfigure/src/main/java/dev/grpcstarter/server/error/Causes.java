package dev.grpcstarter.server.error;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/**
 * What is behind an exception. Causes may form a circle, which is cut.
 */
final class Causes {

	/**
	 * Types that say nothing but that there is an exception in them.
	 */
	static final Set<Class<?>> CARRIERS = Set.of(CompletionException.class, ExecutionException.class,
			InvocationTargetException.class, UndeclaredThrowableException.class);

	private static final int LONGEST_CHAIN = 32;

	private Causes() {
	}

	/**
	 * Takes the carriers off.
	 * @param ex the exception
	 * @return the first among it and its causes that is more than a carrier, or the
	 * exception itself if there is none
	 */
	static Throwable unwrap(Throwable ex) {
		return chain(ex).stream().filter((cause) -> !CARRIERS.contains(cause.getClass())).findFirst().orElse(ex);
	}

	/**
	 * The exception and its causes.
	 * @param ex the exception
	 * @return the exception, its cause, and so on
	 */
	static List<Throwable> chain(Throwable ex) {
		return Stream.iterate(ex, Objects::nonNull, Throwable::getCause).limit(LONGEST_CHAIN).toList();
	}

}
