package dev.grpcstarter.client;

import java.util.List;

import dev.grpcstarter.call.MethodPattern;
import dev.grpcstarter.call.MethodPolicy;

/**
 * The methods that a pattern names, as they are called over one channel.
 *
 * @param pattern the pattern; methods that a more specific one names are not meant
 * @param chain what calls go through, outermost first, each with its setting if it has
 * one: {@code metrics}, {@code deadline(15s)}, {@code auditInterceptor}. No values of
 * metadata are in it
 * @param policy what the properties say
 */
public record CalledMethods(MethodPattern pattern, List<String> chain, MethodPolicy policy) {

	/**
	 * Methods.
	 * @param pattern the pattern
	 * @param chain what calls go through, outermost first
	 * @param policy what the properties say
	 */
	public CalledMethods {
		chain = List.copyOf(chain);
	}

}
