package dev.grpcstarter.server.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.grpcstarter.call.MethodKeys;
import dev.grpcstarter.call.PolicyKeys;
import dev.grpcstarter.config.OrNone;
import dev.grpcstarter.config.Problem;
import dev.grpcstarter.config.Problems;
import dev.grpcstarter.server.ListenAddress;
import dev.grpcstarter.server.ServerKeepalive;
import dev.grpcstarter.server.ServerLimits;
import dev.grpcstarter.server.ServerShutdown;
import dev.grpcstarter.server.context.LoggedMetadata;
import dev.grpcstarter.server.health.HealthService;
import dev.grpcstarter.server.health.HealthSettings;
import dev.grpcstarter.server.tls.ClientAuth;
import io.grpc.CompressorRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * The server's properties, checked and translated into the values that servers are built
 * from.
 *
 * @param addresses where to listen, at least one
 * @param keepalive how connections are kept alive and young
 * @param limits what one connection may ask for
 * @param compression the compression of replies, or {@code null} for none
 * @param execution what runs the handlers
 * @param policies what calls go through, by method
 * @param mdc which metadata goes into the log's MDC
 * @param shutdown how long the parts of a stop may take
 * @param health which services follow which health groups
 */
record ServerSettings(List<ListenAddress> addresses, ServerKeepalive keepalive, ServerLimits limits,
		@Nullable String compression, ExecutionSettings execution, MethodKeys<PolicyKeys> policies, LoggedMetadata mdc,
		ServerShutdown shutdown, HealthSettings health) {

	private static final String PREFIX = "grpc.server.";

	private static final String NEVER_NEGATIVE = "time does not run backwards";

	/**
	 * What endpoints and proxies need to learn that a pod goes away.
	 */
	private static final Duration DRAIN_ON_KUBERNETES = Duration.ofSeconds(5);

	/**
	 * A Kubernetes service balances connections and not calls, so that new pods get load
	 * only from clients that connect again.
	 */
	private static final OrNone<Duration> AGE_ON_KUBERNETES = OrNone.of(Duration.ofMinutes(5));

	/**
	 * Checks all values and reports what is wrong with them together.
	 * @param properties the server's properties
	 * @param environment tells the platform and the kind of threads that is wanted
	 * @return the settings
	 * @throws dev.grpcstarter.config.GrpcConfigurationException if a value cannot be used
	 */
	static ServerSettings of(GrpcServerProperties properties, Environment environment) {
		Problems problems = new Problems();
		List<ListenAddress> addresses = addresses(properties, problems);
		ServerKeepalive keepalive = keepalive(properties.keepalive(), environment, problems);
		if (properties.ssl().clientAuth() != ClientAuth.NONE && !StringUtils.hasText(properties.ssl().bundle())) {
			problems.add(Problem.ofKey(PREFIX + "ssl.client-auth",
					"without %sssl.bundle there is no TLS, and clients have no certificate to show".formatted(PREFIX),
					"Set %1$sssl.bundle to an SSL bundle, or %1$sssl.client-auth to none.".formatted(PREFIX)));
		}
		if (properties.port().orNull() == null && StringUtils.hasText(properties.unixSocket())
				&& StringUtils.hasText(properties.ssl().bundle())) {
			problems.add(Problem.ofKey(PREFIX + "ssl.bundle",
					"%sport is none, and a Unix socket is always plaintext".formatted(PREFIX),
					"Set %1$sport to a port, or leave %1$sssl.bundle empty.".formatted(PREFIX)));
		}
		LimitSettings.check(properties.limits(), problems);
		String compression = compression(properties.compression(), problems);
		ExecutionSettings execution = ExecutionSettings.of(properties, environment, problems);
		MethodKeys<PolicyKeys> policies = PolicySettings.of(properties, environment, problems);
		LoggedMetadata mdc = MdcKeys.of(properties.mdc(), problems);
		ServerShutdown shutdown = shutdown(properties.shutdown(), environment, problems);
		HealthSettings health = health(properties.health(), problems);
		problems.throwIfAny();
		return new ServerSettings(addresses, keepalive, LimitSettings.of(properties.limits()), compression, execution,
				policies, mdc, shutdown, health);
	}

	private static @Nullable String compression(String encoding, Problems problems) {
		String name = encoding.trim();
		if (name.isEmpty() || name.equals("identity")) {
			return null;
		}
		if (CompressorRegistry.getDefaultInstance().lookupCompressor(name) == null) {
			problems.add(Problem.ofKey(PREFIX + "compression", "gRPC knows no compression '%s'".formatted(name),
					"Set %scompression to gzip or identity, or register the compressor with io.grpc.CompressorRegistry."
						.formatted(PREFIX)));
		}
		return name;
	}

	private static ServerShutdown shutdown(GrpcServerProperties.Shutdown properties, Environment environment,
			Problems problems) {
		problems.duration(PREFIX + "shutdown.drain", properties.drain(), Duration.ZERO, NEVER_NEGATIVE, "");
		problems.duration(PREFIX + "shutdown.grace", properties.grace(), Duration.ZERO, NEVER_NEGATIVE, "");
		Duration drain = properties.drain();
		if (drain == null) {
			drain = (CloudPlatform.KUBERNETES.isActive(environment)) ? DRAIN_ON_KUBERNETES : Duration.ZERO;
		}
		return new ServerShutdown(drain, properties.grace());
	}

	private static List<ListenAddress> addresses(GrpcServerProperties properties, Problems problems) {
		List<ListenAddress> addresses = new ArrayList<>();
		properties.port().ifPresent((port) -> {
			if (port < 0 || port > 65535) {
				problems.add(Problem.ofKey(PREFIX + "port", port + " is no TCP port",
						"Set %sport to a port from 1 to 65535, to 0 for a free one, or to none for no TCP listener."
							.formatted(PREFIX)));
			}
			addresses.add(new ListenAddress.Tcp(host(properties.address()), port));
		});
		if (StringUtils.hasText(properties.unixSocket())) {
			addresses.add(unixSocket(properties.unixSocket().trim(), problems));
		}
		if (StringUtils.hasText(properties.inProcessName())) {
			addresses.add(new ListenAddress.InProcess(properties.inProcessName()));
		}
		if (addresses.isEmpty()) {
			problems.add(Problem.ofKey(PREFIX + "port",
					"it is none, and there is no other address on which the server could listen",
					"Set %1$sport, %1$sunix-socket or %1$sin-process-name, or set %1$senabled to false."
						.formatted(PREFIX)));
		}
		return addresses;
	}

	// a blank value is one that is not set
	private static String host(String address) {
		return StringUtils.hasText(address) ? address.trim() : "*";
	}

	private static ListenAddress unixSocket(String path, Problems problems) {
		int length = path.getBytes(StandardCharsets.UTF_8).length;
		if (length > ListenAddress.UnixSocket.LONGEST_PATH) {
			problems.add(Problem.ofKey(PREFIX + "unix-socket",
					"the path is %s bytes long, and the kernel takes no more than %s".formatted(length,
							ListenAddress.UnixSocket.LONGEST_PATH),
					"Set %sunix-socket to a shorter path, such as /run/app.sock.".formatted(PREFIX)));
		}
		return new ListenAddress.UnixSocket(Path.of(path));
	}

	private static ServerKeepalive keepalive(GrpcServerProperties.Keepalive properties, Environment environment,
			Problems problems) {
		ServerKeepalive keepalive = new ServerKeepalive(properties.time(), properties.timeout(),
				properties.permitTime(), properties.permitWithoutCalls(), orNone(properties.maxConnectionIdle()),
				maxConnectionAge(properties.maxConnectionAge(), environment),
				orNone(properties.maxConnectionAgeGrace()));
		String prefix = PREFIX + "keepalive.";
		problems.duration(prefix + "time", keepalive.time().orNull(), Duration.ofSeconds(10),
				"the transport pings no more often than that", ", or to none for no pings");
		problems.duration(prefix + "timeout", keepalive.timeout(), Duration.ofMillis(10),
				"the transport waits no shorter than that", "");
		problems.duration(prefix + "permit-time", keepalive.permitTime(), Duration.ZERO, NEVER_NEGATIVE, "");
		problems.durationAtMost(prefix + "permit-time", keepalive.permitTime(), Duration.ofHours(2),
				"the transport permits every client to ping once in that time");
		String noBound = ", or to none for no bound";
		problems.duration(prefix + "max-connection-idle", keepalive.maxConnectionIdle().orNull(), Duration.ofSeconds(1),
				"the transport closes no connection earlier", noBound);
		problems.duration(prefix + "max-connection-age", keepalive.maxConnectionAge().orNull(), Duration.ofSeconds(1),
				"the transport closes no connection earlier", noBound);
		problems.duration(prefix + "max-connection-age-grace", keepalive.maxConnectionAgeGrace().orNull(),
				Duration.ZERO, NEVER_NEGATIVE, noBound);
		return keepalive;
	}

	private static HealthSettings health(GrpcServerProperties.Health properties, Problems problems) {
		String why = "the indicators of a group ask databases and other servers";
		problems.duration(PREFIX + "health.interval", properties.interval(), Duration.ofMillis(100), why, "");
		problems.duration(PREFIX + "health.timeout", properties.timeout(), Duration.ofMillis(100), why, "");
		Map<String, String> groups = new HashMap<>();
		if (StringUtils.hasText(properties.group())) {
			groups.put(HealthService.SERVER, properties.group().trim());
		}
		properties.services().forEach((service, health) -> {
			if (StringUtils.hasText(health.group())) {
				groups.put(service, health.group().trim());
			}
		});
		return new HealthSettings(groups, properties.interval(), properties.timeout());
	}

	private static OrNone<Duration> maxConnectionAge(@Nullable OrNone<Duration> value, Environment environment) {
		return (value == null && CloudPlatform.KUBERNETES.isActive(environment)) ? AGE_ON_KUBERNETES : orNone(value);
	}

	private static <T> OrNone<T> orNone(@Nullable OrNone<T> value) {
		return (value != null) ? value : OrNone.none();
	}

}
