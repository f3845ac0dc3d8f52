package dev.grpcstarter.conformance.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Another process, which ends with the test at the latest.
 */
public final class Child implements AutoCloseable {

	private final Process process;

	private final Queue<String> output = new ConcurrentLinkedQueue<>();

	private final Thread reader;

	private Child(Process process) {
		this.process = process;
		this.reader = new Thread(this::read, "output of " + process.pid());
		this.reader.setDaemon(true);
		this.reader.start();
	}

	/**
	 * Starts a command.
	 * @param command the command
	 */
	public static Child start(Command command) throws IOException {
		return new Child(new ProcessBuilder(command.line()).directory(command.folder().toFile())
			.redirectErrorStream(true)
			.start());
	}

	/**
	 * Starts a main method of the test's class path in a JVM of its own.
	 * @param prefix a command that runs the command behind it, or nothing
	 * @param main the class with the main method
	 * @param arguments the arguments of the main method
	 */
	public static Child jvm(List<String> prefix, Class<?> main, String... arguments) throws IOException {
		List<String> line = new ArrayList<>(prefix);
		// a small heap, because several of them run at a time
		line.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m",
				"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), main.getName()));
		line.addAll(List.of(arguments));
		return start(new Command(Path.of("."), line));
	}

	private void read() {
		try (BufferedReader reader = this.process.inputReader()) {
			reader.lines().forEach(this.output::add);
		}
		catch (IOException | RuntimeException ex) {
			// the process has been ended
		}
	}

	/**
	 * Waits for a line.
	 * @param text a part of the line, as a regular expression
	 * @return what has matched
	 */
	public MatchResult awaitLine(String text) {
		Pattern pattern = Pattern.compile(text);
		return await().atMost(Duration.ofSeconds(60))
			.pollInterval(Duration.ofMillis(10))
			.failFast("the process has ended",
					() -> assertThat(hasMoreOutput() || find(pattern) != null)
						.as("The process has ended without '%s':%n%s", text, output())
						.isTrue())
			.until(() -> find(pattern), Objects::nonNull);
	}

	private boolean hasMoreOutput() {
		return this.reader.isAlive();
	}

	private MatchResult find(Pattern pattern) {
		return this.output.stream()
			.map(pattern::matcher)
			.filter(Matcher::find)
			.map(Matcher::toMatchResult)
			.findFirst()
			.orElse(null);
	}

	public String output() {
		return String.join(System.lineSeparator(), this.output);
	}

	public long pid() {
		return this.process.pid();
	}

	/**
	 * Sends a signal.
	 * @param name its name without SIG
	 */
	public void signal(String name) throws Exception {
		// a builtin of the shell, so that no package is needed
		Command.Result kill = Command.in(Path.of("."), "bash", "-c", "kill -%s %d".formatted(name, pid())).run();
		assertThat(kill.exitCode()).as(kill.output()).isZero();
	}

	/**
	 * Sends SIGTERM.
	 */
	public void terminate() {
		// not by way of the process itself, which would close its output
		this.process.toHandle().destroy();
	}

	/**
	 * Writes to the process's standard input.
	 * @param line the line
	 */
	public void writeLine(String line) throws IOException {
		Writer input = this.process.outputWriter();
		input.write(line + System.lineSeparator());
		input.flush();
	}

	/**
	 * Waits for the process to end by itself.
	 * @param limit how long it may take
	 * @return its exit code
	 */
	public int awaitExit(Duration limit) throws InterruptedException {
		assertThat(this.process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS))
			.as("The process has not ended:%n%s", output())
			.isTrue();
		this.reader.join(limit.toMillis());
		return this.process.exitValue();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
