package dev.grpcstarter.conformance.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A command that runs to its end.
 *
 * @param folder where it runs
 * @param line the command and its arguments
 */
public record Command(Path folder, List<String> line) {

	public static Command in(Path folder, String... line) {
		return new Command(folder, List.of(line));
	}

	/**
	 * Runs it for two minutes at most.
	 * @return how it ended
	 * @throws IOException if there is no such command
	 */
	public Result run() throws IOException, InterruptedException {
		Path output = Files.createTempFile(Files.createDirectories(Path.of("target", "commands")), "output", ".log");
		Process process = new ProcessBuilder(this.line).directory(this.folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			boolean ended = process.waitFor(2, TimeUnit.MINUTES);
			return new Result(ended ? process.exitValue() : -1, Files.readString(output));
		}
		finally {
			process.descendants().forEach(ProcessHandle::destroyForcibly);
			process.destroyForcibly();
		}
	}

	/**
	 * How a command ended.
	 *
	 * @param exitCode its exit code, or -1 if it did not end
	 * @param output what it printed
	 */
	public record Result(int exitCode, String output) {

	}

}
