package dev.grpcstarter.benchmarks;

import java.io.IOException;

import io.grpc.Server;
import io.grpc.inprocess.InProcessServerBuilder;

/**
 * A server on bare grpc-java.
 */
final class BareServer implements AutoCloseable {

	private final Server server;

	private BareServer(InProcessServerBuilder builder) throws IOException {
		this.server = builder.addService(new EchoService()).build().start();
	}

	/**
	 * A server as grpc-java makes it by default.
	 * @param name the name under which channels reach it
	 * @return the server, started
	 * @throws IOException if the name is taken
	 */
	static BareServer withDefaults(String name) throws IOException {
		return new BareServer(InProcessServerBuilder.forName(name));
	}

	/**
	 * A server without threads of its own, so that a call stays on the thread of its
	 * caller.
	 * @param name the name under which channels reach it
	 * @return the server, started
	 * @throws IOException if the name is taken
	 */
	static BareServer withoutThreads(String name) throws IOException {
		return new BareServer(InProcessServerBuilder.forName(name).directExecutor());
	}

	@Override
	public void close() {
		this.server.shutdownNow();
	}

}
