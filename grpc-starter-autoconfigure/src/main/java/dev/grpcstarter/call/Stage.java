package dev.grpcstarter.call;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The stages that the starter itself has for a call, outermost first. This is the one
 * place that orders them. Each has a name, by which lists of interceptors mention it.
 * What a stage does, the features say; one that has nothing to do for a method is not in
 * its chain.
 */
public enum Stage {

	/**
	 * Counts and times. Fixed: it sees calls before any interceptor does.
	 */
	METRICS(Trait.SERVER, Trait.CLIENT, Trait.FIXED),

	/**
	 * Refuses calls that there is no time for. Fixed: it acts before a thread is taken.
	 */
	OVERLOAD(Trait.SERVER, Trait.FIXED),

	/**
	 * Refuses calls that come too often. Fixed: it acts before a thread is taken.
	 */
	RATE_LIMIT(Trait.SERVER, Trait.FIXED),

	/**
	 * Continues traces.
	 */
	TRACING(Trait.SERVER, Trait.CLIENT),

	/**
	 * What belongs to the call that is being handled: on the server {@link GrpcCall} and
	 * the MDC of the log, on the client the metadata that is carried on.
	 */
	CONTEXT(Trait.SERVER, Trait.CLIENT),

	/**
	 * Writes the access log.
	 */
	LOGGING(Trait.SERVER, Trait.CLIENT),

	/**
	 * Gives exceptions a status.
	 */
	EXCEPTIONS(Trait.SERVER),

	/**
	 * Bounds the time that a call may take.
	 */
	DEADLINE(Trait.SERVER, Trait.CLIENT),

	/**
	 * Sends a channel's own metadata.
	 */
	METADATA(Trait.CLIENT),

	/**
	 * Shows who calls. A bean of that name takes the place.
	 */
	CREDENTIALS(Trait.CLIENT, Trait.OPEN),

	/**
	 * Checks who calls. A bean of that name takes the place.
	 */
	SECURITY(Trait.SERVER, Trait.OPEN),

	/**
	 * Checks what is sent. A bean of that name takes the place.
	 */
	VALIDATION(Trait.SERVER, Trait.OPEN);

	private final Set<Trait> traits;

	Stage(Trait... traits) {
		this.traits = EnumSet.copyOf(List.of(traits));
	}

	/**
	 * The stages of calls to a server.
	 * @return the stages, outermost first
	 */
	public static List<Stage> ofServer() {
		return with(Trait.SERVER);
	}

	/**
	 * The stages of calls by a client.
	 * @return the stages, outermost first
	 */
	public static List<Stage> ofClient() {
		return with(Trait.CLIENT);
	}

	private static List<Stage> with(Trait trait) {
		return Arrays.stream(values()).filter((stage) -> stage.traits.contains(trait)).toList();
	}

	/**
	 * The name of the stage.
	 * @return the name in kebab-case, such as {@code rate-limit}
	 */
	public String text() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * Whether the stage can be neither moved nor taken out.
	 * @return {@code true} if it is always there, and first
	 */
	public boolean isFixed() {
		return this.traits.contains(Trait.FIXED);
	}

	/**
	 * Whether an interceptor of the application may have the name of the stage, and is
	 * then the stage.
	 * @return {@code true} if its place is open
	 */
	public boolean isOpen() {
		return this.traits.contains(Trait.OPEN);
	}

	static Optional<Stage> of(String name) {
		return Arrays.stream(values()).filter((stage) -> stage.text().equals(name)).findFirst();
	}

	private enum Trait {

		SERVER, CLIENT, FIXED, OPEN

	}

}
