package dev.grpcstarter.server.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.grpcstarter.config.OrNone;
import dev.grpcstarter.server.tls.ClientAuth;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Keys of the server.
 *
 * @param enabled Whether to run a gRPC server.
 * @param address Where to listen: a host name, an IPv4 or IPv6 address, or * for all
 * network interfaces.
 * @param port TCP port to listen on. 0 takes a free port, none opens no port.
 * @param unixSocket Path of a Unix domain socket to listen on as well, always in
 * plaintext. Not set, there is none. Linux only.
 * @param inProcessName Name under which channels in the same JVM reach the server without
 * a socket. Not set, the server is not reachable in-process.
 * @param ssl Keys of TLS.
 * @param keepalive Keys of keepalive.
 * @param limits Keys of limits.
 * @param compression Compression of replies where the caller accepts it: identity, gzip,
 * or another one that is registered with gRPC.
 * @param executor What runs the handlers: auto, platform, virtual, direct, or the name of
 * an Executor bean. auto takes virtual threads on Java 24 and later unless
 * spring.threads.virtual.enabled is false, on Java 21 to 23 if it is true, and else the
 * platform pool.
 * @param platform Keys of the pool of platform threads.
 * @param detectBlocking Whether to look out for handlers that block the event loop and to
 * name them in the log. Not set, it is done everywhere but on a cloud platform such as
 * Kubernetes. It costs direct methods a note in memory before and after each event of a
 * call, and a thread that looks a hundred times a second and takes the stack of an event
 * loop that it finds waiting in a handler, or in the same one twice.
 * @param interceptors What calls go through, outermost first: names of interceptor beans
 * and of stages of the starter. * stands for the rest in default order, -name takes one
 * out, and a list of nothing but -names implies *.
 * @param deadline Deadline of unary calls that arrive without one, counted from each
 * call. none leaves them without.
 * @param maxDeadline Longest deadline that a caller may ask for, and that of unary calls
 * which arrive without one. Not set, or none, there is no bound.
 * @param mdc Keys of request metadata whose values are in the log's MDC while a call is
 * handled.
 * @param methods Keys of single methods, by patterns in brackets such as
 * "[shop.Inventory/Reserve]", "[shop.Inventory/*]" or "[*]". The most specific pattern
 * wins.
 * @param shutdown Keys of the shutdown.
 * @param services Keys of the services.
 * @param health Keys of the health service.
 * @param reflection Keys of the reflection service.
 * @param channelz Keys of channelz.
 */
@ConfigurationProperties("grpc.server")
record GrpcServerProperties(@DefaultValue("true") boolean enabled, @DefaultValue("*") String address,
		@DefaultValue("9090") OrNone<Integer> port, @Nullable String unixSocket, @Nullable String inProcessName,
		@DefaultValue Ssl ssl, @DefaultValue Keepalive keepalive, @DefaultValue Limits limits,
		@DefaultValue("identity") String compression, @DefaultValue("auto") String executor,
		@DefaultValue Platform platform, @Nullable Boolean detectBlocking, @Nullable List<String> interceptors,
		@Nullable OrNone<Duration> deadline, @Nullable OrNone<Duration> maxDeadline, @DefaultValue List<String> mdc,
		@DefaultValue Map<String, Method> methods, @DefaultValue Shutdown shutdown, @DefaultValue Services services,
		@DefaultValue Health health, @DefaultValue Reflection reflection, @DefaultValue Channelz channelz) {

	/**
	 * Keys of {@code grpc.server.ssl}.
	 *
	 * @param bundle Name of the SSL bundle with which the TCP port speaks TLS. Not set,
	 * it speaks plaintext.
	 * @param clientAuth Whether clients have to show a certificate that the bundle's
	 * trust store vouches for.
	 */
	record Ssl(@Nullable String bundle, @DefaultValue("none") ClientAuth clientAuth) {

	}

	/**
	 * Keys of {@code grpc.server.keepalive}.
	 *
	 * @param time How long a connection may be silent before the server pings its client.
	 * At least 10s, or none for no pings.
	 * @param timeout How long to wait for the answer to a ping before the connection is
	 * closed.
	 * @param permitTime Shortest interval between the pings of a client. A client that
	 * pings more often is sent away with too_many_pings.
	 * @param permitWithoutCalls Whether clients may ping while they have no call in
	 * flight.
	 * @param maxConnectionIdle How long a connection may be without calls before it is
	 * closed. Not set, or none, there is no bound.
	 * @param maxConnectionAge How long a connection may live before it is closed, so that
	 * clients look for other servers. none sets no bound. Not set, it is 5m on
	 * Kubernetes, and elsewhere there is no bound.
	 * @param maxConnectionAgeGrace How long calls may go on after the connection has
	 * reached its maximum age. Not set, or none, they end in their own time.
	 */
	record Keepalive(@DefaultValue("2h") OrNone<Duration> time, @DefaultValue("20s") Duration timeout,
			@DefaultValue("5s") Duration permitTime, @DefaultValue("true") boolean permitWithoutCalls,
			@Nullable OrNone<Duration> maxConnectionIdle, @Nullable OrNone<Duration> maxConnectionAge,
			@Nullable OrNone<Duration> maxConnectionAgeGrace) {

	}

	/**
	 * Keys of {@code grpc.server.limits}.
	 *
	 * @param inboundMessageSize Largest request message that is accepted.
	 * @param inboundMetadataSize Largest request metadata that is accepted.
	 * @param concurrentCallsPerConnection How many calls of one connection may be in
	 * flight at a time, or none for no bound. Further ones wait in the client.
	 * @param handshakeTimeout How long a new connection may take to get through TLS and
	 * the HTTP/2 preface, or none for no bound. TLS alone is given up after 10s at any
	 * rate.
	 * @param resetsPerWindow How many calls of one connection may be reset in 30 seconds,
	 * by being cancelled or by an expired deadline, before it is closed with
	 * ENHANCE_YOUR_CALM. none sets no bound.
	 * @param flowControlWindow How much a client may send ahead at first, on a connection
	 * and on each stream. At least 65535B. It is tuned to the network from there on.
	 */
	record Limits(@DefaultValue("4MB") DataSize inboundMessageSize, @DefaultValue("8KB") DataSize inboundMetadataSize,
			@DefaultValue("1000") OrNone<Integer> concurrentCallsPerConnection,
			@DefaultValue("20s") OrNone<Duration> handshakeTimeout,
			@DefaultValue("30000") OrNone<Integer> resetsPerWindow, @DefaultValue("1MB") DataSize flowControlWindow) {

	}

	/**
	 * Keys of {@code grpc.server.platform}.
	 *
	 * @param threads How many calls are handled at the same time, at most. The pool
	 * begins with 4 threads for each processor, and doubles while calls wait for longer
	 * than 10 ms. Not set, it is 32 for each processor and 256 at least.
	 * @param queue How many calls may wait for a thread before new ones are refused with
	 * RESOURCE_EXHAUSTED. Not set, it is 160 for each thread.
	 */
	record Platform(@Nullable Integer threads, @Nullable Integer queue) {

	}

	/**
	 * Keys of {@code grpc.server.methods}.
	 *
	 * @param executor What runs the handler: platform, virtual, direct, or the name of an
	 * Executor bean.
	 * @param deadline Deadline of unary calls that arrive without one. none leaves them
	 * without.
	 * @param maxDeadline Longest deadline that a caller may ask for. none sets no bound.
	 * @param interceptors What calls go through, outermost first. * stands for the chain
	 * of the level above, -name takes one out of it.
	 */
	record Method(@Nullable String executor, @Nullable OrNone<Duration> deadline,
			@Nullable OrNone<Duration> maxDeadline, @Nullable List<String> interceptors) {

	}

	/**
	 * Keys of {@code grpc.server.shutdown}.
	 *
	 * @param drain How long calls are still accepted after the shutdown has begun and
	 * health says NOT_SERVING. Not set, it is 5s on Kubernetes and else 0s.
	 * @param grace How long calls in flight may go on after that. Then they are
	 * cancelled.
	 */
	record Shutdown(@Nullable Duration drain, @DefaultValue("20s") Duration grace) {

	}

	/**
	 * Keys of {@code grpc.server.services}.
	 *
	 * @param requireAnnotation Whether only beans with @GrpcService are served. Otherwise
	 * every BindableService bean is.
	 */
	record Services(@DefaultValue("false") boolean requireAnnotation) {

	}

	/**
	 * Keys of {@code grpc.server.health}.
	 *
	 * @param enabled Whether to serve grpc.health.v1.Health.
	 * @param group Health group that must be UP for the server as a whole to be SERVING.
	 * @param services What single services depend on, by their full names in brackets.
	 * @param interval How long to wait before the indicators of the groups are asked
	 * again.
	 * @param timeout How long the indicators of a group may take before what depends on
	 * it is NOT_SERVING.
	 */
	record Health(@DefaultValue("true") boolean enabled, @Nullable String group,
			@DefaultValue Map<String, ServiceHealth> services, @DefaultValue("5s") Duration interval,
			@DefaultValue("10s") Duration timeout) {

	}

	/**
	 * Keys of {@code grpc.server.health.services."[name]"}.
	 *
	 * @param group Health group that must be UP for the service to be SERVING.
	 */
	record ServiceHealth(@Nullable String group) {

	}

	/**
	 * Keys of {@code grpc.server.reflection}.
	 *
	 * @param enabled Whether to serve the reflection services, v1 and v1alpha.
	 */
	record Reflection(@DefaultValue("true") boolean enabled) {

	}

	/**
	 * Keys of {@code grpc.server.channelz}.
	 *
	 * @param enabled Whether to serve grpc.channelz.v1.Channelz, which shows connections
	 * and counts of calls to whoever asks.
	 */
	record Channelz(@DefaultValue("false") boolean enabled) {

	}

}
