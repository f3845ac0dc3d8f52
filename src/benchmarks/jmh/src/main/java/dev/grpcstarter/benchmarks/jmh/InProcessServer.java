package dev.grpcstarter.benchmarks.jmh;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import dev.grpcstarter.benchmarks.work.EchoService;
import io.grpc.Server;
import io.grpc.inprocess.InProcessServerBuilder;

/**
 * A server on bare grpc-java.
 */
final class InProcessServer implements AutoCloseable {

	private static final int POOL = 64;

	private static final int METADATA_BYTES = 8192;

	private final Server server;

	private final Runnable atEnd;

	private InProcessServer(InProcessServerBuilder builder, Runnable atEnd) throws IOException {
		// counting the bytes of metadata costs some, which is no difference that matters
		// here
		this.server = builder.maxInboundMetadataSize(METADATA_BYTES).addService(new EchoService()).build().start();
		this.atEnd = atEnd;
	}

	/**
	 * A server with a pool of the size that the starter gives to two processors.
	 * @param name the name under which channels reach it
	 * @return the server, started
	 * @throws IOException if the name is taken
	 */
	static InProcessServer withPool(String name) throws IOException {
		ExecutorService pool = Executors.newFixedThreadPool(POOL);
		return new InProcessServer(InProcessServerBuilder.forName(name).executor(pool), pool::shutdownNow);
	}

	/**
	 * A server without threads of its own, so that a call stays on the thread of its
	 * caller.
	 * @param name the name under which channels reach it
	 * @return the server, started
	 * @throws IOException if the name is taken
	 */
	static InProcessServer withoutThreads(String name) throws IOException {
		return new InProcessServer(InProcessServerBuilder.forName(name).directExecutor(), () -> {
		});
	}

	@Override
	public void close() {
		this.server.shutdownNow();
		this.atEnd.run();
	}

}
