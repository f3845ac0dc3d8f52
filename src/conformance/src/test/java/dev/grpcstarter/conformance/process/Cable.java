package dev.grpcstarter.conformance.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network namespace with a cable to it that can be cut: from then on every packet is
 * lost, and nobody is told.
 */
public final class Cable implements AutoCloseable {

	private static final AtomicInteger cables = new AtomicInteger();

	private final String name;

	private final int network;

	/**
	 * Lays a cable that has a network of its own, also if other processes have some.
	 * @throws IOException if that is not possible here
	 */
	public Cable() throws IOException, InterruptedException {
		int cable = cables.incrementAndGet();
		long process = ProcessHandle.current().pid();
		this.name = "grpc%d-%d".formatted(process % 100_000, cable);
		this.network = (int) ((process * 8 + cable) % 0x4000) * 4;
		try {
			ip("netns", "add", this.name);
			ip("link", "add", this.name, "type", "veth", "peer", "name", "far", "netns", this.name);
			ip("addr", "add", nearEnd() + "/30", "dev", this.name);
			ip("link", "set", this.name, "up");
			ip("-n", this.name, "addr", "add", farEnd() + "/30", "dev", "far");
			ip("-n", this.name, "link", "set", "far", "up");
		}
		catch (IOException ex) {
			close();
			throw ex;
		}
	}

	/**
	 * The address at which the far end reaches this one.
	 * @return the address
	 */
	public String nearEnd() {
		return host(1);
	}

	/**
	 * The address at which this end reaches the far one.
	 * @return the address
	 */
	public String farEnd() {
		return host(2);
	}

	/**
	 * An address of a range that is set apart for tests of networks, RFC 2544.
	 * @param number its number in the network of this cable
	 * @return the address
	 */
	private String host(int number) {
		return "198.18.%d.%d".formatted(this.network >> 8, this.network & 0xff | number);
	}

	/**
	 * What runs a command at the far end.
	 * @return the beginning of a command line
	 */
	public List<String> atTheFarEnd() {
		return List.of("ip", "netns", "exec", this.name);
	}

	public void cut() throws IOException, InterruptedException {
		ip("-n", this.name, "link", "set", "far", "down");
	}

	@Override
	public void close() throws IOException {
		try {
			for (String object : List.of("link", "netns")) {
				Command.in(Path.of("."), "ip", object, "del", this.name).run();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void ip(String... arguments) throws IOException, InterruptedException {
		String[] line = new String[arguments.length + 1];
		line[0] = "ip";
		System.arraycopy(arguments, 0, line, 1, arguments.length);
		Command.Result result = Command.in(Path.of("."), line).run();
		if (result.exitCode() != 0) {
			throw new IOException("'%s' failed: %s".formatted(String.join(" ", line), result.output()));
		}
	}

}
