package dev.grpcstarter.conformance.stop;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.grpc.testing.integration.EmptyProtos.Empty;
import io.grpc.testing.integration.Messages.SimpleRequest;
import io.grpc.testing.integration.Messages.SimpleResponse;
import io.grpc.testing.integration.TestServiceGrpc;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The service that the application needs. Its first answer comes when the test likes.
 */
final class BackService extends TestServiceGrpc.TestServiceImplBase implements AutoCloseable {

	private final CompletableFuture<StreamObserver<SimpleResponse>> waiting = new CompletableFuture<>();

	private final CompletableFuture<Void> calledAgain = new CompletableFuture<>();

	private final Server server;

	BackService() throws IOException {
		this.server = NettyServerBuilder
			.forAddress(new InetSocketAddress("127.0.0.1", 0), InsecureServerCredentials.create())
			.addService(this)
			.build()
			.start();
	}

	String target() {
		return "127.0.0.1:" + this.server.getPort();
	}

	@Override
	public void unaryCall(SimpleRequest request, StreamObserver<SimpleResponse> reply) {
		this.waiting.complete(reply);
	}

	@Override
	public void emptyCall(Empty request, StreamObserver<Empty> reply) {
		this.calledAgain.complete(null);
		reply.onNext(request);
		reply.onCompleted();
	}

	void awaitCall() throws Exception {
		this.waiting.get(20, TimeUnit.SECONDS);
	}

	void answer() throws Exception {
		assertThat(this.calledAgain).isNotDone();
		StreamObserver<SimpleResponse> reply = this.waiting.get(20, TimeUnit.SECONDS);
		reply.onNext(SimpleResponse.getDefaultInstance());
		reply.onCompleted();
	}

	boolean wasCalledAgain() {
		return this.calledAgain.isDone();
	}

	@Override
	public void close() {
		this.server.shutdownNow();
	}

}
