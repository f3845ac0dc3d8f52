package dev.grpcstarter.benchmarks.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.grpcstarter.benchmarks.work.Counters;
import dev.grpcstarter.benchmarks.work.MeasuredProcess;

/**
 * A server in a process of its own, which ends when this is closed.
 */
final class ServerProcess implements AutoCloseable {

	private final Process process;

	private final BufferedReader out;

	private final PrintStream in;

	private final int port;

	private final Counters atStart;

	private ServerProcess(Process process) throws IOException {
		this.process = process;
		this.out = process.inputReader(StandardCharsets.UTF_8);
		this.in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
		this.port = Integer.parseInt(answer());
		this.atStart = Counters.parse(answer());
	}

	/**
	 * Starts a server on the Java of this process.
	 * @param peer the server
	 * @param options options of Java
	 * @return the server, ready
	 * @throws IOException if it does not start
	 */
	static ServerProcess start(Peer peer, List<String> options) throws IOException {
		List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
		if (Runtime.version().feature() >= 24) {
			// else each of them warns of Netty's native code
			command.add("--enable-native-access=ALL-UNNAMED");
		}
		command.addAll(options);
		command.addAll(List.of("-jar", peer.jar().toString()));
		command.addAll(peer.arguments());
		return new ServerProcess(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
	}

	int port() {
		return this.port;
	}

	/**
	 * What the process had used when it was ready.
	 * @return the counters
	 */
	Counters atStart() {
		return this.atStart;
	}

	Counters counters() throws IOException {
		return ask("counters");
	}

	/**
	 * The counters after a garbage collection.
	 * @return the counters
	 * @throws IOException if the process has ended
	 */
	Counters countersWithoutGarbage() throws IOException {
		ask("gc");
		return ask("gc");
	}

	private Counters ask(String what) throws IOException {
		this.in.println(what);
		return Counters.parse(answer());
	}

	// what a server logs is between the answers
	private String answer() throws IOException {
		StringBuilder log = new StringBuilder();
		for (String line = this.out.readLine(); line != null; line = this.out.readLine()) {
			if (line.startsWith(MeasuredProcess.PREFIX)) {
				return line.substring(MeasuredProcess.PREFIX.length());
			}
			log.append(line).append('\n');
		}
		throw new IOException("The server has ended:\n" + log);
	}

	@Override
	public void close() {
		this.in.close();
		try {
			if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

}
