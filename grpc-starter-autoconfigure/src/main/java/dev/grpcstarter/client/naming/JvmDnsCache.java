package dev.grpcstarter.client.naming;

import java.security.Security;
import java.time.Duration;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * How long the JVM keeps the addresses of a name, whoever asks for them.
 *
 * @param time how long, or {@code null} for ever
 */
public record JvmDnsCache(@Nullable Duration time) {

	private static final Duration DEFAULT = Duration.ofSeconds(30);

	/**
	 * What this JVM does.
	 * @return how long it keeps addresses
	 */
	public static JvmDnsCache ofThisJvm() {
		return of(Security::getProperty, System::getProperty);
	}

	static JvmDnsCache of(Function<String, @Nullable String> security, Function<String, @Nullable String> system) {
		Integer seconds = seconds(security.apply("networkaddress.cache.ttl"));
		if (seconds == null) {
			seconds = seconds(system.apply("sun.net.inetaddr.ttl"));
		}
		if (seconds == null) {
			return new JvmDnsCache(DEFAULT);
		}
		return new JvmDnsCache((seconds >= 0) ? Duration.ofSeconds(seconds) : null);
	}

	// the JVM passes over what is no number
	private static @Nullable Integer seconds(@Nullable String text) {
		try {
			return (text != null) ? Integer.valueOf(text) : null;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	/**
	 * Whether an address may be older than somebody wants it to be.
	 * @param age the age that is wanted
	 * @return {@code true} if the JVM keeps addresses longer than that
	 */
	public boolean keepsLongerThan(Duration age) {
		return this.time == null || this.time.compareTo(age) > 0;
	}

}
