package dev.grpcstarter.client;

import java.time.Duration;
import java.util.List;

import dev.grpcstarter.call.MethodKeys;
import dev.grpcstarter.call.PolicyKeys;
import dev.grpcstarter.client.naming.ChannelTarget;
import dev.grpcstarter.config.OrNone;
import org.jspecify.annotations.Nullable;

/**
 * All that the properties say of a channel, with the defaults filled in.
 *
 * @param name the name, in kebab-case, or nothing for a channel that is opened ad hoc
 * @param target where to connect
 * @param authority the host that calls name, or {@code null} for that of the target
 * @param ssl whether and how to connect with TLS where calls leave the machine
 * @param connecting when to connect, and how often to try
 * @param keepalive how the channel notices that a connection is dead
 * @param balancing how calls are spread over addresses and connections
 * @param exclusions which addresses get no calls although they can be connected to
 * @param attempts how often calls are sent
 * @param limits what one reply may bring
 * @param calls what each call gets that does not bring it along
 * @param services the full names of the services whose stubs are injected by type
 */
public record ChannelDefinition(String name, ChannelTarget target, @Nullable String authority, Ssl ssl,
		Connecting connecting, Keepalive keepalive, Balancing balancing, Exclusions exclusions, Attempts attempts,
		Limits limits, Calls calls, List<String> services) {

	/**
	 * The same channel to another target.
	 * @param target where to connect instead
	 * @return a definition of the same name
	 */
	ChannelDefinition withTarget(ChannelTarget target) {
		return new ChannelDefinition(this.name, target, this.authority, this.ssl, this.connecting, this.keepalive,
				this.balancing, this.exclusions, this.attempts, this.limits, this.calls, this.services);
	}

	/**
	 * Whether connections to the target are encrypted.
	 * @return {@code true} if the keys ask for TLS and calls leave the machine
	 */
	public boolean usesTls() {
		return this.ssl.enabled() && !this.target.isLocal();
	}

	/**
	 * The full name of one of the channel's keys.
	 * @param key the key, such as {@code target}
	 * @return the property that sets it for this channel, or what does for one that is
	 * opened ad hoc and whose key has no default
	 */
	public String key(String key) {
		if (this.name.isEmpty() && (key.equals("target") || key.equals("authority"))) {
			return "the target given to GrpcChannels.open";
		}
		return (this.name.isEmpty()) ? "grpc.client.defaults." + key
				: "grpc.client.channels.%s.%s".formatted(this.name, key);
	}

	/**
	 * When the first connection is made.
	 */
	public enum ConnectMode {

		/**
		 * With the first call.
		 */
		LAZY,

		/**
		 * At the start, in the background.
		 */
		EAGER,

		/**
		 * At the start, which fails without it.
		 */
		REQUIRED

	}

	/**
	 * Whether and how to connect with TLS.
	 *
	 * @param enabled whether to connect with TLS
	 * @param bundle the name of the SSL bundle, or {@code null} for what the JDK trusts
	 */
	public record Ssl(boolean enabled, @Nullable String bundle) {

	}

	/**
	 * When to connect, and how often to try.
	 *
	 * @param mode when the first connection is made
	 * @param timeout how long the start waits for a connection that is required
	 * @param reconnectMax how far the pause between two attempts grows
	 * @param idleTimeout how long the channel may be without calls before it closes its
	 * connections; the next call opens them again
	 */
	public record Connecting(ConnectMode mode, Duration timeout, Duration reconnectMax, OrNone<Duration> idleTimeout) {

	}

	/**
	 * Client-side keepalive, as gRFC A8 has it.
	 *
	 * @param time how long a connection may be silent before the client pings the server;
	 * {@code none} never pings
	 * @param timeout how long the client waits for the answer before it gives the
	 * connection up and fails its calls with UNAVAILABLE
	 * @param withoutCalls whether to ping while no call is in flight; most servers punish
	 * that
	 */
	public record Keepalive(OrNone<Duration> time, Duration timeout, boolean withoutCalls) {

	}

	/**
	 * How calls are spread over addresses and connections.
	 *
	 * @param policy the name of the load-balancing policy, as it is registered with gRPC
	 * @param dnsRefresh how old the answer of the DNS may be
	 * @param poolSize how many connections to each address share the calls
	 */
	public record Balancing(String policy, OrNone<Duration> dnsRefresh, int poolSize) {

	}

	/**
	 * What one reply may bring.
	 *
	 * @param inboundMessageSize the size of the largest reply message, in bytes
	 * @param inboundMetadataSize the size of the largest reply metadata, in bytes
	 * @param flowControlWindow how many bytes a server may send ahead of what is read, to
	 * begin with; it grows with the connection's speed
	 */
	public record Limits(int inboundMessageSize, int inboundMetadataSize, int flowControlWindow) {

	}

	/**
	 * What each call gets that does not bring it along.
	 *
	 * @param policies what the properties say of methods: their deadlines, and what their
	 * calls go through
	 * @param deadlineReserve what is kept back of the deadline of the call that is being
	 * handled
	 * @param waitForReady whether calls wait for a connection while there is none
	 * @param compression the name of the compression of requests
	 * @param userAgent what calls say of their sender, or {@code null}
	 * @param metadata metadata to send
	 * @param relay the keys, in lower case, of metadata of the call that is being handled
	 * that is carried on
	 * @param credentials the name of a bean of {@code CallCredentials}, or {@code null}
	 */
	public record Calls(MethodKeys<PolicyKeys> policies, Duration deadlineReserve, boolean waitForReady,
			String compression, @Nullable String userAgent, StaticMetadata metadata, List<String> relay,
			@Nullable String credentials) {
	}

}
