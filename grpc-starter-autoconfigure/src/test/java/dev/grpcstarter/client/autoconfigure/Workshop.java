package dev.grpcstarter.client.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.Phrase;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerTransportFilter;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

/**
 * A server that works on what it is told until it is told to finish, and counts.
 */
final class Workshop implements AutoCloseable {

	private final Set<SocketAddress> connections = ConcurrentHashMap.newKeySet();

	private final Set<SocketAddress> used = ConcurrentHashMap.newKeySet();

	private final Queue<StreamObserver<Phrase>> atWork = new ConcurrentLinkedQueue<>();

	private final AtomicInteger working = new AtomicInteger();

	private final AtomicInteger begun = new AtomicInteger();

	private final AtomicInteger cancelled = new AtomicInteger();

	private final AtomicInteger most = new AtomicInteger();

	private final Server server;

	Workshop(int callsPerConnection) {
		try {
			this.server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
				.directExecutor()
				.maxConcurrentCallsPerConnection(callsPerConnection)
				.addTransportFilter(new Counting())
				.intercept(new Noting())
				.addService(new Working())
				.build()
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	int port() {
		return this.server.getPort();
	}

	/**
	 * The connections that are open.
	 */
	Set<SocketAddress> connections() {
		return this.connections;
	}

	/**
	 * The connections that have brought a call.
	 */
	Set<SocketAddress> used() {
		return this.used;
	}

	int atWork() {
		return this.working.get();
	}

	int begun() {
		return this.begun.get();
	}

	int cancelled() {
		return this.cancelled.get();
	}

	/**
	 * How many calls have been at work at once.
	 */
	int most() {
		return this.most.get();
	}

	void finish() {
		for (StreamObserver<Phrase> caller = this.atWork.poll(); caller != null; caller = this.atWork.poll()) {
			this.working.decrementAndGet();
			caller.onNext(EchoService.phrase("done"));
			caller.onCompleted();
		}
	}

	@Override
	public void close() {
		this.server.shutdownNow();
	}

	private static @Nullable SocketAddress peer(Attributes attributes) {
		return attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
	}

	private final class Working extends EchoService {

		@Override
		public void say(Phrase request, StreamObserver<Phrase> caller) {
			((ServerCallStreamObserver<Phrase>) caller).setOnCancelHandler(() -> {
				if (Workshop.this.atWork.remove(caller)) {
					Workshop.this.working.decrementAndGet();
					Workshop.this.cancelled.incrementAndGet();
				}
			});
			Workshop.this.begun.incrementAndGet();
			Workshop.this.most.accumulateAndGet(Workshop.this.working.incrementAndGet(), Math::max);
			Workshop.this.atWork.add(caller);
		}

	}

	private final class Noting implements ServerInterceptor {

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			Workshop.this.used.add(peer(call.getAttributes()));
			return next.startCall(call, headers);
		}

	}

	private final class Counting extends ServerTransportFilter {

		@Override
		public Attributes transportReady(Attributes transport) {
			Workshop.this.connections.add(peer(transport));
			return transport;
		}

		@Override
		public void transportTerminated(Attributes transport) {
			if (transport != null) {
				Workshop.this.connections.remove(peer(transport));
			}
		}

	}

}
