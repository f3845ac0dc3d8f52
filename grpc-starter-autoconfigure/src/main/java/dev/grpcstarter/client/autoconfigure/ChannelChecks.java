package dev.grpcstarter.client.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.grpcstarter.config.OrNone;
import dev.grpcstarter.config.Problem;
import dev.grpcstarter.config.Problems;
import io.grpc.LoadBalancerRegistry;
import io.grpc.NameResolverRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Checks the keys of channels where they are written, so that a wrong default is reported
 * once and under its own name.
 */
final class ChannelChecks {

	private static final String DEFAULTS = "grpc.client.defaults.";

	private static final Pattern HOST_AND_PORT = Pattern.compile("(?:dns:.*|([^:/]+)|\\[[^]]+]):(\\d+)");

	// as in a URI: a first part after two slashes would be a host
	private static final Pattern UNIX_SOCKET = Pattern.compile("unix:(?://(?=/))?((?!//)\\S+)");

	private final Problems problems;

	ChannelChecks(Problems problems) {
		this.problems = problems;
	}

	void defaults(ChannelProperties properties) {
		if (properties.target() != null) {
			this.problems.add(Problem.ofKey(DEFAULTS + "target", "channels cannot share a target",
					"Remove it, and set the target of each channel: grpc.client.channels.<name>.target."));
		}
		keys(DEFAULTS, properties);
	}

	void channel(String name, ChannelProperties properties) {
		String prefix = "grpc.client.channels." + name + ".";
		String target = properties.target();
		if (!StringUtils.hasText(target)) {
			this.problems.add(Problem.ofKey(prefix + "target", "the channel has no target",
					"Set %starget to where it connects, such as dns:///%s:9090.".formatted(prefix, name)));
		}
		else {
			target(prefix + "target", target.trim());
		}
		keys(prefix, properties);
	}

	private void target(String key, String target) {
		if (target.equals("in-process:")) {
			this.problems.add(Problem.ofKey(key, "'in-process:' names no server",
					"Set %s to in-process: and the server's grpc.server.in-process-name.".formatted(key)));
		}
		Matcher unixSocket = UNIX_SOCKET.matcher(target);
		if (target.startsWith("unix:") && !(unixSocket.matches() && isPath(unixSocket.group(1)))) {
			this.problems.add(Problem.ofKey(key, "'%s' names no Unix socket".formatted(target),
					"Set %s to unix: and a path of at most 107 bytes, such as unix:/run/app.sock, with a space written as %%20."
						.formatted(key)));
		}
		Matcher hostAndPort = HOST_AND_PORT.matcher(target);
		if (hostAndPort.matches() && !isScheme(hostAndPort.group(1)) && !isPort(hostAndPort.group(2))) {
			this.problems.add(Problem.ofKey(key,
					"'%s' ends in %s, which is no port to connect to".formatted(target, hostAndPort.group(2)),
					"Set %s to a target with a port from 1 to 65535.".formatted(key)));
		}
	}

	// what stands behind a scheme is for its own resolver to understand
	private static boolean isScheme(@Nullable String text) {
		return text != null && (text.equals("in-process") || text.equals("unix")
				|| NameResolverRegistry.getDefaultRegistry().getProviderForScheme(text) != null);
	}

	private static boolean isPath(String text) {
		return text.getBytes(StandardCharsets.UTF_8).length <= 107;
	}

	private static boolean isPort(String digits) {
		return digits.length() <= 5 && Integer.parseInt(digits) >= 1 && Integer.parseInt(digits) <= 65535;
	}

	private void keys(String prefix, ChannelProperties properties) {
		ChannelProperties.Keepalive keepalive = properties.keepaliveOrNothing();
		this.problems.duration(prefix + "keepalive.time", orNull(keepalive.time()), Duration.ofSeconds(10),
				"gRFC A8 lets a client ping no more often than that", ", or to none for no pings");
		this.problems.duration(prefix + "keepalive.timeout", keepalive.timeout(), Duration.ofMillis(10),
				"the transport waits no shorter than that", "");
		this.problems.duration(prefix + "idle-timeout", properties.idleTimeout(), Duration.ofSeconds(1),
				"the channel goes idle no earlier", "");
		this.problems.duration(prefix + "deadline", orNull(properties.deadline()), Duration.ofMillis(1),
				"every call would fail", ", or to none for no deadline");
		this.problems.bytes(prefix + "limits.inbound-message-size", properties.limitsOrNothing().inboundMessageSize());
		this.problems.bytes(prefix + "limits.inbound-metadata-size",
				properties.limitsOrNothing().inboundMetadataSize());
		loadBalancing(prefix + "load-balancing", properties.loadBalancing());
	}

	private void loadBalancing(String key, @Nullable String policy) {
		if (StringUtils.hasText(policy)
				&& LoadBalancerRegistry.getDefaultRegistry().getProvider(policy.trim()) == null) {
			this.problems.add(Problem.ofKey(key, "there is no load-balancing policy '%s'".formatted(policy),
					"Set %s to round_robin, to pick_first, or to another policy that is registered with gRPC."
						.formatted(key)));
		}
	}

	private static @Nullable Duration orNull(@Nullable OrNone<Duration> duration) {
		return (duration != null) ? duration.orNull() : null;
	}

}
