package dev.grpcstarter.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.stream.Stream;

/**
 * Where it is measured.
 */
final class Machine {

	private Machine() {
	}

	/**
	 * What stands above all tables.
	 * @return one line
	 */
	static String text() {
		return "Java %s, %d processors (%s), %s GB, Linux %s, %s%n".formatted(Runtime.version(),
				Runtime.getRuntime().availableProcessors(), entry("/proc/cpuinfo", "model name"),
				entry("/proc/meminfo", "MemTotal").replaceFirst("\\d{6} kB$", ""), System.getProperty("os.version"),
				LocalDate.now());
	}

	private static String entry(String file, String name) {
		try (Stream<String> lines = Files.lines(Path.of(file))) {
			return lines.filter((line) -> line.startsWith(name))
				.map((line) -> line.replaceFirst("^[^:]*:\\s*", ""))
				.findFirst()
				.orElse("unknown");
		}
		catch (IOException ex) {
			return "unknown";
		}
	}

}
