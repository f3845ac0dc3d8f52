package dev.grpcstarter.client;

import java.util.Set;

/**
 * A channel was asked for that is not configured.
 */
public final class UnknownChannelException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String name;

	UnknownChannelException(String name, Set<String> known) {
		super("There is no channel '%s'; the configured channels are %s".formatted(name,
				known.stream().sorted().toList()));
		this.name = name;
	}

	/**
	 * What was asked for.
	 * @return the name that is not configured
	 */
	public String name() {
		return this.name;
	}

}
