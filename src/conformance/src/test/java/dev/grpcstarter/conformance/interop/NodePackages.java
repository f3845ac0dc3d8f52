package dev.grpcstarter.conformance.interop;

import java.io.IOException;
import java.nio.file.Path;

import dev.grpcstarter.conformance.process.Command;
import dev.grpcstarter.conformance.process.Skip;
import org.jspecify.annotations.Nullable;

import org.springframework.util.FileSystemUtils;

/**
 * What {@code src/test/node} needs, installed once.
 */
final class NodePackages {

	private static final Path FOLDER = Path.of("target", "node");

	private static final @Nullable String PROBLEM = install();

	private NodePackages() {
	}

	/**
	 * Skips the test where there is no Node or no npm.
	 * @param what what is then not tested
	 * @return the folder of the scripts
	 */
	static Path folder(String what) {
		if (PROBLEM != null) {
			Skip.because(what, PROBLEM);
		}
		return FOLDER;
	}

	private static @Nullable String install() {
		try {
			FileSystemUtils.copyRecursively(Path.of("src", "test", "node"), FOLDER);
			Command.Result npm = Command.in(FOLDER, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund").run();
			if (npm.exitCode() != 0) {
				return "'npm ci' failed:\n" + npm.output();
			}
			Command.in(FOLDER, "node", "--version").run();
			return null;
		}
		catch (IOException ex) {
			return ex.getMessage();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return ex.toString();
		}
	}

}
