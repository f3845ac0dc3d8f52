package dev.grpcstarter.call;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

import io.grpc.MethodDescriptor;

/**
 * A value for every method there may be, decided beforehand for each pattern: for where
 * methods are only known by their calls. A look-up builds no text. Immutable.
 *
 * @param <T> the type of the values
 */
public final class MethodTable<T> {

	private final Map<String, T> byMethod = new HashMap<>();

	private final Map<String, T> byService = new HashMap<>();

	private final T others;

	/**
	 * Fills a table.
	 * @param patterns the patterns that have values of their own
	 * @param value gives the value of a pattern, and of the one for all methods
	 */
	public MethodTable(Collection<MethodPattern> patterns, Function<MethodPattern, ? extends T> value) {
		for (MethodPattern pattern : patterns) {
			if (pattern.isForMethod()) {
				this.byMethod.put(pattern.toString(), value.apply(pattern));
			}
			else if (!pattern.equals(MethodPattern.ALL)) {
				this.byService.put(pattern.service(), value.apply(pattern));
			}
		}
		this.others = value.apply(MethodPattern.ALL);
	}

	/**
	 * The value of the most specific pattern that matches a method.
	 * @param method the method
	 * @return the value
	 */
	public T get(MethodDescriptor<?, ?> method) {
		T found = (this.byMethod.isEmpty()) ? null : this.byMethod.get(method.getFullMethodName());
		if (found == null && !this.byService.isEmpty()) {
			found = this.byService.get(method.getServiceName());
		}
		return (found != null) ? found : this.others;
	}

}
