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
	 * {@code direct}; then {@code --bench.methods=}, {@code --bench.channels=} and
	 * {@code --bench.target=}, for what there may be many of
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
		builder.addService(new EchoService());
		int methods = Integer.parseInt(option(args, "methods", "0"));
		if (methods > 0) {
			builder.addService(new ManyMethods(methods));
		}
		BareChannels channels = new BareChannels(Integer.parseInt(option(args, "channels", "0")),
				option(args, "target", ""));
		serve(builder.build().start(), channels);
		System.exit(0);
	}

	private static String option(String[] args, String name, String otherwise) {
		String prefix = "--bench." + name + "=";
		for (String arg : args) {
			if (arg.startsWith(prefix)) {
				return arg.substring(prefix.length());
			}
		}
		return otherwise;
	}

	private static void serve(Server server, BareChannels channels) throws IOException {
		try {
			MeasuredProcess.ready(server.getPort(), channels);
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
