package dev.grpcstarter.call;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names the methods that a setting is for: {@code shop.Inventory/Reserve} one method,
 * {@code shop.Inventory/*} all methods of a service, and {@code *} every method.
 * Immutable.
 *
 * @param service the full name of the service, or {@code *}
 * @param method the name of the method, or {@code *}
 */
public record MethodPattern(String service, String method) {

	/**
	 * Every method of every service.
	 */
	public static final MethodPattern ALL = new MethodPattern("*", "*");

	/**
	 * One method comes before all of a service, and those before all methods.
	 */
	public static final Comparator<MethodPattern> MOST_SPECIFIC_FIRST = Comparator.comparing(MethodPattern::isForAll)
		.thenComparing(MethodPattern::isForService);

	private static final Pattern SYNTAX = Pattern
		.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*/(\\*|[A-Za-z_][A-Za-z0-9_]*)");

	/**
	 * Reads a pattern.
	 * @param text {@code pkg.Service/Method}, {@code pkg.Service/*} or {@code *}
	 * @return the pattern, or empty if the text is none of the three
	 */
	public static Optional<MethodPattern> parse(String text) {
		if (text.equals("*")) {
			return Optional.of(ALL);
		}
		int slash = text.indexOf('/');
		return (SYNTAX.matcher(text).matches())
				? Optional.of(new MethodPattern(text.substring(0, slash), text.substring(slash + 1)))
				: Optional.empty();
	}

	/**
	 * The pattern that names one method.
	 * @param fullMethodName the method as gRPC names it, {@code pkg.Service/Method}
	 * @return the pattern
	 */
	public static MethodPattern ofMethod(String fullMethodName) {
		int slash = fullMethodName.lastIndexOf('/');
		return new MethodPattern(fullMethodName.substring(0, slash), fullMethodName.substring(slash + 1));
	}

	/**
	 * Whether all methods that another pattern names are among those that this one names.
	 * @param other the other pattern
	 * @return {@code true} if they are
	 */
	public boolean covers(MethodPattern other) {
		return isForAll() || this.service.equals(other.service) && (isForService() || this.method.equals(other.method));
	}

	/**
	 * Whether a method is one of those that are named.
	 * @param fullMethodName the method as gRPC names it, {@code pkg.Service/Method}
	 * @return {@code true} if it is
	 */
	public boolean matches(String fullMethodName) {
		return isForAll() || ((isForService()) ? fullMethodName.startsWith(this.service + "/")
				: fullMethodName.equals(toString()));
	}

	/**
	 * The patterns that match a method.
	 * @param fullMethodName the method as gRPC names it, {@code pkg.Service/Method}
	 * @param patterns the patterns to choose from
	 * @return the patterns, the most specific one first
	 */
	public static List<MethodPattern> matching(String fullMethodName, Collection<MethodPattern> patterns) {
		return patterns.stream()
			.filter((pattern) -> pattern.matches(fullMethodName))
			.sorted(MOST_SPECIFIC_FIRST)
			.toList();
	}

	/**
	 * Whether exactly one method is named.
	 * @return {@code true} for {@code pkg.Service/Method}
	 */
	public boolean isForMethod() {
		return !isForService();
	}

	private boolean isForAll() {
		return this.service.equals("*");
	}

	private boolean isForService() {
		return this.method.equals("*");
	}

	@Override
	public String toString() {
		return (isForAll()) ? "*" : this.service + "/" + this.method;
	}

}
