package dev.grpcstarter.benchmarks.jmh;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import dev.grpcstarter.benchmarks.work.EchoService;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.inprocess.InProcessServerBuilder;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * A server on bare grpc-java.
 */
final class InProcessServer implements AutoCloseable {

	/**
	 * The size of the pool that the starter gives to two processors.
	 */
	static final int POOL = 64;

	private static final int METADATA_BYTES = 8192;

	private final Server server;

	private final Runnable atEnd;

	private InProcessServer(InProcessServerBuilder builder, List<ServerInterceptor> interceptors, Runnable atEnd)
			throws IOException {
		// counting the bytes of metadata costs some, which is no difference that matters
		// here
		this.server = builder.maxInboundMetadataSize(METADATA_BYTES)
			.addService(ServerInterceptors.interceptForward(new EchoService(), interceptors))
			.build()
			.start();
		this.atEnd = atEnd;
	}

	/**
	 * A server with a pool.
	 * @param name the name under which channels reach it
	 * @param threads the size of the pool
	 * @return the server, started
	 * @throws IOException if the name is taken
	 */
	static InProcessServer withPool(String name, int threads) throws IOException {
		ExecutorService pool = Executors.newFixedThreadPool(threads,
				new CustomizableThreadFactory(HandlerThreads.PREFIX));
		return new InProcessServer(InProcessServerBuilder.forName(name).executor(pool), List.of(), pool::shutdownNow);
	}

	/**
	 * A server without threads of its own, so that a call stays on the thread of its
	 * caller.
	 * @param name the name under which channels reach it
	 * @param interceptors what is around each of its methods, the first one outermost
	 * @return the server, started
	 * @throws IOException if the name is taken
	 */
	static InProcessServer withoutThreads(String name, ServerInterceptor... interceptors) throws IOException {
		return new InProcessServer(InProcessServerBuilder.forName(name).directExecutor(), List.of(interceptors), () -> {
		});
	}

	@Override
	public void close() {
		this.server.shutdownNow();
		this.atEnd.run();
	}

}
