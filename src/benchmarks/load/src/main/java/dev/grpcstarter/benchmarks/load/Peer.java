package dev.grpcstarter.benchmarks.load;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A server that is measured.
 */
enum Peer {

	/**
	 * What everything is compared with: grpc-java as it comes, with a pool of threads
	 * that has no bound.
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
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * Whether calls go to the method that is marked direct.
	 * @return {@code true} if so
	 */
	boolean isDirect() {
		return this == STARTER_DIRECT;
	}

	/**
	 * Whether the server runs on this Java.
	 * @return {@code false} if it needs a newer one
	 */
	boolean runsHere() {
		return this != BARE_VIRTUAL || Runtime.version().feature() >= 21;
	}

	Path jar() {
		return this.kind.jar();
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

	static Peer of(String option) {
		return Arrays.stream(values())
			.filter((peer) -> peer.option().equals(option))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("no server is called '%s', but %s".formatted(option,
					Arrays.stream(values()).map(Peer::option).toList())));
	}

	/**
	 * A program that has servers.
	 */
	private enum Kind {

		BARE("work", "bare-server"),
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
