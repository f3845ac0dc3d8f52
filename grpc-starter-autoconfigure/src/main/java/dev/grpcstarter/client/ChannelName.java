package dev.grpcstarter.client;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * The name of a channel. Names that differ only in dashes and in case are the same,
 * because an environment variable can write neither: {@code order-service},
 * {@code orderService} and the {@code ORDERSERVICE} of
 * {@code GRPC_CLIENT_CHANNELS_ORDERSERVICE_TARGET} name one channel.
 */
public final class ChannelName implements Comparable<ChannelName> {

	private final String text;

	private final String uniform;

	private ChannelName(String text) {
		this.text = text;
		this.uniform = text.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
	}

	/**
	 * The name that a text spells.
	 * @param text any spelling
	 * @return the name
	 */
	public static ChannelName of(String text) {
		return new ChannelName(text);
	}

	/**
	 * The name without what may differ.
	 * @return the name in lower case and without dashes
	 */
	public String uniform() {
		return this.uniform;
	}

	@Override
	public int compareTo(ChannelName other) {
		return this.uniform.compareTo(other.uniform);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof ChannelName that && this.uniform.equals(that.uniform);
	}

	@Override
	public int hashCode() {
		return this.uniform.hashCode();
	}

	@Override
	public String toString() {
		return this.text;
	}

}
