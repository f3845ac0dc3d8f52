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
 * An application in a process of its own, which ends when this is closed.
 */
final class ServerProcess implements AutoCloseable {

	private final Process process;

	private final BufferedReader out;

	private final PrintStream in;

	private final int port;

	private final Counters atStart;

	private final long readyNanos;

	private ServerProcess(Process process, long begin) throws IOException {
		this.process = process;
		this.out = process.inputReader(StandardCharsets.UTF_8);
		this.in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
		this.port = Integer.parseInt(answer());
		this.readyNanos = System.nanoTime() - begin;
		this.atStart = Counters.parse(answer());
	}

	/**
	 * Starts an application on the Java of this process.
	 * @param peer the application
	 * @param options options of Java
	 * @param arguments arguments beyond those of the application
	 * @return the application, ready
	 * @throws IOException if it does not start
	 */
	static ServerProcess start(Peer peer, List<String> options, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
		if (Runtime.version().feature() >= 23) {
			// else each of them warns of what protobuf does
			command.add("--sun-misc-unsafe-memory-access=allow");
		}
		command.addAll(options);
		command.addAll(List.of("-jar", peer.jar().toString()));
		command.addAll(peer.arguments());
		command.addAll(List.of(arguments));
		long begin = System.nanoTime();
		return new ServerProcess(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start(),
				begin);
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

	/**
	 * How long it took from the command to when the process was ready.
	 * @return the time, in nanoseconds
	 */
	long readyNanos() {
		return this.readyNanos;
	}

	long pid() {
		return this.process.pid();
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

	/**
	 * Lets the process do something that it knows how to do.
	 * @param what a question
	 * @return the answer
	 * @throws IOException if the process has ended
	 */
	long number(String what) throws IOException {
		this.in.println(what);
		return Long.parseLong(answer());
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
		end(10);
	}

	/**
	 * Lets the process end, and ends it by force if it does not.
	 * @param seconds how long that may take
	 */
	void end(int seconds) {
		this.in.close();
		try {
			if (!this.process.waitFor(seconds, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

}
