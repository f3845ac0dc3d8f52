package dev.grpcstarter.conformance.interop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import dev.grpcstarter.conformance.process.Command;
import dev.grpcstarter.conformance.process.Skip;
import org.junit.jupiter.api.BeforeAll;

/**
 * The interop cases from gRPC's C-core, with {@code src/test/python/interop.py}. Needs
 * Debian's packages python3-grpcio and protobuf-compiler-grpc.
 */
class PythonClientTests extends ForeignClientTests {

	// the system's, which is where Debian's packages are
	private static final String PYTHON = "/usr/bin/python3";

	private static final Path FOLDER = Path.of("src", "test", "python");

	@BeforeAll
	static void isInstalled() throws Exception {
		try {
			for (List<String> line : List.of(List.of(PYTHON, "-c", "import grpc"), List.of("protoc", "--version"),
					List.of("which", "grpc_python_plugin"))) {
				Command.Result check = new Command(FOLDER, line).run();
				if (check.exitCode() != 0) {
					skip("%s failed: %s".formatted(line, check.output()));
				}
			}
		}
		catch (IOException ex) {
			skip(ex.getMessage());
		}
	}

	private static void skip(String reason) {
		Skip.because("the server was NOT called from C-core", reason);
	}

	@Override
	List<String> cases() {
		return casesAnd("unknown_compression");
	}

	@Override
	Command script(Path protos, String... arguments) {
		return new Command(FOLDER,
				Stream.concat(Stream.of(PYTHON, "interop.py", protos.toString()), Stream.of(arguments)).toList());
	}

}
