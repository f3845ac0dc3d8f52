package dev.grpcstarter.benchmarks.load;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An application that is measured, most of them for the server that it has.
 */
enum Peer {

	/**
	 * What the start of applications is compared with.
	 */
	NO_GRPC("Spring Boot without gRPC", Kind.NO_GRPC),

	/**
	 * What calls are compared with: grpc-java as it comes, with a pool of threads that
	 * has no bound.
	 */
	BARE("bare", Kind.BARE, "default"),

	BARE_VIRTUAL("bare, virtual threads", Kind.BARE, "virtual"),

	BARE_POOL("bare, pool of 64", Kind.BARE, "pool"),

	BARE_DIRECT("bare, event loop", Kind.BARE, "direct"),

	/**
	 * The starter in its default configuration.
	 */
	STARTER("the starter", Kind.STARTER),

	STARTER_DIRECT("the starter, direct method", Kind.STARTER),

	STARTER_PLATFORM("the starter, platform threads", Kind.STARTER, "grpc.server.executor=platform"),

	STARTER_NO_METRICS("the starter without metrics", Kind.STARTER, "grpc.metrics.enabled=false"),

	BOOT("Spring Boot's own", Kind.BOOT),

	BOOT_NO_METRICS("Spring Boot's own, without metrics", Kind.BOOT, "spring.grpc.server.observation.enabled=false"),

	NET_DEVH("net.devh", Kind.NET_DEVH);

	private final String text;

	private final Kind kind;

	private final List<String> arguments;

	Peer(String text, Kind kind, String... arguments) {
		this.text = text;
		this.kind = kind;
		this.arguments = List.of(arguments);
	}

	/**
	 * What it is called in tables.
	 * @return a short text
	 */
	String text() {
		return this.text;
	}

	/**
	 * What it is called on the command line.
	 * @return the name
	 */
	String option() {
		return OptionNames.of(this);
	}

	/**
	 * Whether calls go to the method that is marked direct.
	 * @return {@code true} if so
	 */
	boolean isDirect() {
		return this == STARTER_DIRECT;
	}

	// with it, platform threads are the default of the starter
	private boolean runsHere() {
		return switch (this) {
			case BARE_VIRTUAL -> Runtime.version().feature() >= 21;
			case STARTER_PLATFORM -> Runtime.version().feature() >= 24;
			default -> true;
		};
	}

	Path jar() {
		return this.kind.jar();
	}

	/**
	 * Whether it can have more methods and channels than it needs.
	 * @return {@code true} if so
	 */
	boolean hasExtras() {
		return this.kind == Kind.BARE || this.kind == Kind.STARTER;
	}

	boolean hasMetrics() {
		return this.kind == Kind.STARTER;
	}

	/**
	 * The arguments of its main class.
	 * @return the arguments
	 */
	List<String> arguments() {
		if (this.kind == Kind.BARE) {
			return this.arguments;
		}
		List<String> properties = new ArrayList<>();
		properties.addAll(this.kind.properties());
		properties.addAll(this.arguments);
		return properties.stream().map("--"::concat).toList();
	}

	/**
	 * All servers that run on this Java.
	 * @return all but {@link #NO_GRPC}
	 */
	static List<Peer> servers() {
		return Arrays.stream(values()).filter((peer) -> peer != NO_GRPC && peer.runsHere()).toList();
	}

	/**
	 * Peers as they stand on a command line.
	 * @param peers the peers, of which those are left out that do not run on this Java
	 * @return what they are called, with commas between
	 */
	static String text(Peer... peers) {
		return Arrays.stream(peers).filter(Peer::runsHere).map(Peer::option).collect(Collectors.joining(","));
	}

	/**
	 * All applications whose start is measured.
	 * @return one of each kind
	 */
	static List<Peer> applications() {
		return List.of(NO_GRPC, BARE, STARTER, BOOT, NET_DEVH);
	}

	static Peer server(String option) {
		return OptionNames.parse(option, servers());
	}

	static Peer application(String option) {
		return OptionNames.parse(option, Arrays.stream(values()).filter(Peer::runsHere).toList());
	}

	/**
	 * A program.
	 */
	private enum Kind {

		NO_GRPC("no-grpc", "no-grpc"), BARE("work", "bare-server"),
		STARTER("starter", "starter-server", "grpc.server.port=0", "grpc.server.address=127.0.0.1"),
		BOOT("boot", "boot-server", "spring.grpc.server.port=0", "spring.grpc.server.address=127.0.0.1"),
		NET_DEVH("net-devh", "net-devh-server", "grpc.server.port=0", "grpc.server.address=127.0.0.1");

		private final String module;

		private final String jar;

		private final List<String> properties;

		Kind(String module, String jar, String... properties) {
			this.module = module;
			this.jar = jar;
			this.properties = new ArrayList<>(
					List.of("spring.main.banner-mode=off", "logging.level.root=warn", "server.port=0"));
			this.properties.addAll(List.of(properties));
		}

		List<String> properties() {
			return this.properties;
		}

		// this class is in load/target/load.jar
		Path jar() {
			String own = Peer.class.getProtectionDomain().getCodeSource().getLocation().getPath();
			return Path.of(own).resolve("../../../%s/target/%s.jar".formatted(this.module, this.jar)).normalize();
		}

	}

}
