package dev.grpcstarter.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;

/**
 * A server that notes each attempt of each call, and does with it what it is told. It is
 * made without the starter.
 */
public final class ScriptedServer implements AutoCloseable {

	private static final Metadata.Key<String> PREVIOUS = Metadata.Key.of("grpc-previous-rpc-attempts",
			Metadata.ASCII_STRING_MARSHALLER);

	private static final Metadata.Key<String> PUSHBACK = Metadata.Key.of("grpc-retry-pushback-ms",
			Metadata.ASCII_STRING_MARSHALLER);

	private final List<Attempt> attempts = new CopyOnWriteArrayList<>();

	private final CountDownLatch cancelled = new CountDownLatch(1);

	private final Script script;

	private final Server server;

	private ScriptedServer(ServerBuilder<?> builder, Script script, BindableService... services) throws IOException {
		this.script = script;
		for (BindableService service : services) {
			builder.addService(service);
		}
		this.server = builder.addService(new EchoService())
			.addService(new MirrorService())
			.intercept(new Attending())
			.build()
			.start();
	}

	public static ScriptedServer overTcp(Script script, BindableService... services) throws IOException {
		return onPort(0, script, services);
	}

	public static ScriptedServer onPort(int port, Script script, BindableService... services) throws IOException {
		return new ScriptedServer(NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port)), script,
				services);
	}

	public static ScriptedServer inProcess(String name, Script script) throws IOException {
		return new ScriptedServer(InProcessServerBuilder.forName(name), script);
	}

	public static StatusException pushback(Status status, String millis) {
		Metadata trailers = new Metadata();
		trailers.put(PUSHBACK, millis);
		return status.asException(trailers);
	}

	public int port() {
		return this.server.getPort();
	}

	public String target() {
		return "dns:///127.0.0.1:" + port();
	}

	public List<Attempt> attempts() {
		return this.attempts;
	}

	/**
	 * How often each attempt of a method was tried before.
	 */
	public List<Integer> previous(String method) {
		return this.attempts.stream()
			.filter((attempt) -> attempt.method().equals(method))
			.map(Attempt::previous)
			.toList();
	}

	/**
	 * Reaches zero when a call is cancelled that was held.
	 */
	public CountDownLatch cancelled() {
		return this.cancelled;
	}

	@Override
	public void close() {
		this.server.shutdownNow();
	}

	/**
	 * What is done with an attempt that is not failed.
	 */
	public enum Reaction {

		/**
		 * It reaches the service.
		 */
		ANSWER,

		/**
		 * Nothing, until it is cancelled.
		 */
		HOLD

	}

	/**
	 * One attempt of a call.
	 *
	 * @param method the bare name of the method
	 * @param previous how many attempts there were before
	 * @param nanos when it arrived
	 */
	public record Attempt(String method, int previous, long nanos) {

	}

	/**
	 * Decides what is done with an attempt.
	 */
	@FunctionalInterface
	public interface Script {

		Reaction react(Attempt attempt) throws StatusException;

	}

	private final class Attending implements ServerInterceptor {

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			String previous = headers.get(PREVIOUS);
			String method = String.valueOf(call.getMethodDescriptor().getBareMethodName());
			Attempt attempt = new Attempt(method, (previous != null) ? Integer.parseInt(previous) : 0,
					System.nanoTime());
			ScriptedServer.this.attempts.add(attempt);
			try {
				if (ScriptedServer.this.script.react(attempt) == Reaction.ANSWER) {
					return next.startCall(call, headers);
				}
			}
			catch (StatusException ex) {
				Metadata trailers = ex.getTrailers();
				call.close(ex.getStatus(), (trailers != null) ? trailers : new Metadata());
			}
			return new ServerCall.Listener<>() {

				@Override
				public void onCancel() {
					ScriptedServer.this.cancelled.countDown();
				}

			};
		}

	}

}
