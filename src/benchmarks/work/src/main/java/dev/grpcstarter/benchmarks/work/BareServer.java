package dev.grpcstarter.benchmarks.work;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;

/**
 * A server on bare grpc-java.
 */
public final class BareServer {

	private static final int POOL = 64;

	private BareServer() {
	}

	/**
	 * Serves until standard input ends.
	 * @param args the executor: {@code default}, {@code virtual}, {@code pool} or
	 * {@code direct}
	 * @throws Exception if the server cannot start
	 */
	public static void main(String[] args) throws Exception {
		NettyServerBuilder builder = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0));
		switch (args[0]) {
			case "default" -> {
				// gRPC's own: a pool of threads without a bound
			}
			case "virtual" -> builder.executor(virtualThreads());
			case "pool" -> builder.executor(Executors.newFixedThreadPool(POOL));
			case "direct" -> builder.directExecutor();
			default -> throw new IllegalArgumentException("no executor is called " + args[0]);
		}
		Server server = builder.addService(new EchoService()).build().start();
		serve(server);
		System.exit(0);
	}

	private static void serve(Server server) throws IOException {
		try {
			MeasuredProcess.ready(server.getPort());
		}
		finally {
			server.shutdownNow();
		}
	}

	// of Java 21
	private static ExecutorService virtualThreads() throws ReflectiveOperationException {
		return (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
	}

}
