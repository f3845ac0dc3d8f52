package dev.grpcstarter.conformance.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A network namespace with a cable to it that can be cut: from then on every packet is
 * lost, and nobody is told.
 */
public final class Cable implements AutoCloseable {

	// a range that is set apart for tests of networks, RFC 2544
	private static final String NEAR_END = "198.18.53.1";

	private static final String FAR_END = "198.18.53.2";

	private final String name = "grpc" + ProcessHandle.current().pid() % 100_000;

	/**
	 * Lays a cable.
	 * @throws IOException if that is not possible here
	 */
	public Cable() throws IOException, InterruptedException {
		try {
			ip("netns", "add", this.name);
			ip("link", "add", this.name, "type", "veth", "peer", "name", "far", "netns", this.name);
			ip("addr", "add", NEAR_END + "/30", "dev", this.name);
			ip("link", "set", this.name, "up");
			ip("-n", this.name, "addr", "add", FAR_END + "/30", "dev", "far");
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
		return NEAR_END;
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
