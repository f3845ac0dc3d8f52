package dev.grpcstarter.config;

import org.jspecify.annotations.Nullable;

/**
 * Something in the configuration that must be changed before the application can start.
 *
 * @param key the property that is wrong, such as {@code grpc.server.port}, or
 * {@code null} if the problem lies in the beans
 * @param what what is wrong, and why, in one or more sentences
 * @param action what to write instead
 */
public record Problem(@Nullable String key, String what, String action) {

	/**
	 * A property that has a wrong value.
	 * @param key the full name of the property
	 * @param what what is wrong with the value, and why
	 * @param action what to write instead
	 * @return the problem
	 */
	public static Problem ofKey(String key, String what, String action) {
		return new Problem(key, what, action);
	}

	/**
	 * Beans that do not fit.
	 * @param what what is wrong, with the names of the beans
	 * @param action what to write instead
	 * @return the problem
	 */
	public static Problem ofBeans(String what, String action) {
		return new Problem(null, what, action);
	}

}
