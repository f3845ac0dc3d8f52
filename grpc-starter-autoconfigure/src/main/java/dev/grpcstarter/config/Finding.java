package dev.grpcstarter.config;

/**
 * Something in the configuration that is risky, but not wrong.
 *
 * @param id what kind of finding it is, in kebab-case, such as {@code dns-cache}
 * @param key the property that it is about
 * @param what what may happen, and why, in one or more sentences
 * @param action what to write instead
 */
public record Finding(String id, String key, String what, String action) {

}
