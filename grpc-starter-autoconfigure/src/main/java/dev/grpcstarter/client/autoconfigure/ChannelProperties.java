package dev.grpcstarter.client.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.grpcstarter.client.ChannelDefinition.ConnectMode;
import dev.grpcstarter.config.OrNone;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.util.unit.DataSize;

/**
 * Keys of one channel, or of the defaults for all channels. A key that is not set is
 * {@code null}, so that another source can fill it.
 *
 * @param target Where to connect, such as dns:///inventory:9090, static://a:9090,b:9090,
 * unix:/run/app.sock or in-process:name.
 * @param authority What the channel names as the host that it calls, in place of that of
 * the target.
 * @param ssl Keys of ssl.
 * @param connect When to connect: lazy with the first call, eager in the background at
 * the start, or required, and the start fails without it. In-process it is always lazy.
 * @param connectTimeout How long the start waits for a connection that is required.
 * @param keepalive Keys of keepalive.
 * @param reconnectMax How far the pause between attempts to connect grows.
 * @param idleTimeout How long the channel may be without calls before it closes its
 * connections. The next call opens them again.
 * @param deadline Deadline of unary calls that have none of their own, counted from each
 * call. none leaves them without.
 * @param deadlineReserve How much is kept back of the deadline of the call that is being
 * handled, for the handler's own answer, in calls that are made for it.
 * @param waitForReady Whether calls wait for a connection while there is none, instead of
 * failing at once.
 * @param loadBalancing Name of the load-balancing policy.
 * @param outlierDetection Keys of outlier-detection.
 * @param dnsRefresh How old the answer of the DNS may be before it is asked again. none
 * asks only when a connection ends.
 * @param healthCheck Keys of health-check.
 * @param pool Keys of pool.
 * @param limits Keys of limits.
 * @param retry Keys of retry.
 * @param hedging Keys of hedging.
 * @param retryThrottle Keys of retry-throttle.
 * @param compression Compression of requests: identity or gzip.
 * @param userAgent What calls say of their sender, before the name and version of gRPC.
 * none says no more than these, whatever the defaults say.
 * @param metadata Metadata that is sent with every call. The values of keys that end in
 * -bin are in Base64.
 * @param relay Keys of metadata that calls carry on from the call that is being handled,
 * unless they bring the key along.
 * @param credentials Name of a bean of the type CallCredentials, for calls that bring no
 * credentials along. none sends none, whatever the defaults say.
 * @param interceptors What calls go through, outermost first: names of interceptor beans
 * and of stages of the starter. * stands for the rest in default order, or in that of the
 * defaults, -name takes one out, and a list of nothing but -names implies *.
 * @param services Services, by their full names, whose stubs are injected by type,
 * without an annotation.
 * @param methods Keys by method pattern.
 */
record ChannelProperties(@Nullable String target, @Nullable String authority, @Nullable Ssl ssl,
		@Nullable ConnectMode connect, @Nullable Duration connectTimeout, @Nullable Keepalive keepalive,
		@Nullable Duration reconnectMax, @Nullable OrNone<Duration> idleTimeout, @Nullable OrNone<Duration> deadline,
		@Nullable Duration deadlineReserve, @Nullable Boolean waitForReady, @Nullable String loadBalancing,
		@Nullable OutlierDetection outlierDetection, @Nullable OrNone<Duration> dnsRefresh,
		@Nullable HealthCheck healthCheck, @Nullable Pool pool, @Nullable Limits limits,
		@Nullable @NestedConfigurationProperty RetryProperties retry,
		@Nullable @NestedConfigurationProperty HedgingProperties hedging, @Nullable RetryThrottle retryThrottle,
		@Nullable String compression, @Nullable OrNone<String> userAgent, @Nullable Map<String, String> metadata,
		@Nullable List<String> relay, @Nullable OrNone<String> credentials, @Nullable List<String> interceptors,
		@Nullable List<String> services, @Nullable Map<String, MethodProperties> methods) {

	ChannelProperties {
		metadata = (metadata != null) ? new UnprintedValues(MetadataEntries.inOneSpelling(metadata)) : null;
	}

	Ssl sslOrNothing() {
		return (this.ssl != null) ? this.ssl : Ssl.NOTHING;
	}

	Keepalive keepaliveOrNothing() {
		return (this.keepalive != null) ? this.keepalive : Keepalive.NOTHING;
	}

	static @Nullable String orNull(@Nullable OrNone<String> text) {
		String value = (text != null) ? text.orNull() : null;
		return (value != null) ? value.trim() : null;
	}

	OutlierDetection outlierDetectionOrNothing() {
		return (this.outlierDetection != null) ? this.outlierDetection : OutlierDetection.NOTHING;
	}

	HealthCheck healthCheckOrNothing() {
		return (this.healthCheck != null) ? this.healthCheck : HealthCheck.NOTHING;
	}

	Limits limitsOrNothing() {
		return (this.limits != null) ? this.limits : Limits.NOTHING;
	}

	RetryThrottle retryThrottleOrNothing() {
		return (this.retryThrottle != null) ? this.retryThrottle : RetryThrottle.NOTHING;
	}

	List<String> relayOrNothing() {
		return (this.relay != null) ? this.relay.stream().map(String::trim).filter((name) -> !name.isEmpty()).toList()
				: List.of();
	}

	List<String> servicesOrNothing() {
		return (this.services != null) ? this.services : List.of();
	}

	Map<String, String> metadataOrNothing() {
		return (this.metadata != null) ? this.metadata : Map.of();
	}

	Map<String, MethodProperties> methodsOrNothing() {
		return (this.methods != null) ? this.methods : Map.of();
	}

	/**
	 * The keys that a pattern may have too.
	 * @return what they say of all methods
	 */
	MethodProperties ofAllMethods() {
		return new MethodProperties(this.deadline, this.interceptors, this.retry, this.hedging);
	}

	@Nullable Integer poolSize() {
		return (this.pool != null) ? this.pool.size() : null;
	}

	/**
	 * Keys of {@code ssl}.
	 *
	 * @param bundle Name of the SSL bundle. Naming one switches TLS on. none trusts the
	 * certificate authorities of the JDK, whatever the defaults name.
	 * @param enabled Whether to connect with TLS. Without a bundle, the certificate
	 * authorities of the JDK are trusted. false switches off what the defaults switch on.
	 */
	record Ssl(@Nullable OrNone<String> bundle, @Nullable Boolean enabled) {

		static final Ssl NOTHING = new Ssl(null, null);

		@Nullable Boolean wanted() {
			return (this.enabled == null && orNull(this.bundle) != null) ? Boolean.TRUE : this.enabled;
		}

	}

	/**
	 * Keys of {@code keepalive}.
	 *
	 * @param time How long a connection may be silent before the client pings the server.
	 * At least 10s, or none for no pings.
	 * @param timeout How long to wait for the answer to a ping before the connection is
	 * given up.
	 * @param withoutCalls Whether to ping while no call is in flight.
	 */
	record Keepalive(@Nullable OrNone<Duration> time, @Nullable Duration timeout, @Nullable Boolean withoutCalls) {

		static final Keepalive NOTHING = new Keepalive(null, null, null);

	}

	/**
	 * Keys of {@code outlier-detection}.
	 *
	 * @param enabled Whether addresses whose calls fail much more often than those of the
	 * others are left out for a while.
	 * @param interval How often the addresses are compared.
	 * @param ejectionTime How long an address is left out, multiplied by how often it has
	 * been left out.
	 * @param maxEjected How many of the addresses may be left out, in percent. One may
	 * always be.
	 * @param failures An address is left out with more failed calls than that, in percent
	 * of its calls.
	 * @param minimumCalls How many calls an address must have had within an interval to
	 * be judged.
	 * @param minimumHosts How many such addresses there must be.
	 */
	record OutlierDetection(@Nullable Boolean enabled, @Nullable Duration interval, @Nullable Duration ejectionTime,
			@Nullable Integer maxEjected, @Nullable Integer failures, @Nullable Integer minimumCalls,
			@Nullable Integer minimumHosts) {

		static final OutlierDetection NOTHING = new OutlierDetection(null, null, null, null, null, null, null);

	}

	/**
	 * Keys of {@code health-check}.
	 *
	 * @param enabled Whether addresses are left out whose health service says that they
	 * do not serve. Needs the policy round_robin.
	 * @param serviceName The service whose health is asked for. Unset asks for that of
	 * the whole server.
	 */
	record HealthCheck(@Nullable Boolean enabled, @Nullable String serviceName) {

		static final HealthCheck NOTHING = new HealthCheck(null, null);

	}

	/**
	 * Keys of {@code pool}.
	 *
	 * @param size How many connections share the calls. Each call goes over the one with
	 * the fewest calls in flight, so that those beyond a server's limit of concurrent
	 * calls for one connection need not queue. Each of them connects to every address
	 * that the load balancing uses. In-process there is no pool.
	 */
	record Pool(@Nullable Integer size) {

	}

	/**
	 * Keys of {@code limits}.
	 *
	 * @param inboundMessageSize Largest reply message that is accepted.
	 * @param inboundMetadataSize Largest reply metadata that is accepted.
	 * @param flowControlWindow How many bytes a server may send ahead of what is read, to
	 * begin with. It grows with the connection's speed.
	 */
	record Limits(@Nullable DataSize inboundMessageSize, @Nullable DataSize inboundMetadataSize,
			@Nullable DataSize flowControlWindow) {

		static final Limits NOTHING = new Limits(null, null, null);

	}

	/**
	 * Keys of {@code retry-throttle}.
	 *
	 * @param maxTokens How many tokens the channel begins with. Each failure takes one,
	 * and while no more than half are left nothing is retried.
	 * @param tokenRatio How much of a token each success gives back.
	 */
	record RetryThrottle(@Nullable Double maxTokens, @Nullable Double tokenRatio) {

		static final RetryThrottle NOTHING = new RetryThrottle(null, null);

	}

}
