package dev.grpcstarter.conformance.interop;

import java.io.IOException;

import dev.grpcstarter.conformance.process.Child;
import dev.grpcstarter.conformance.process.Command;

/**
 * The interop services on grpc-js.
 *
 * @param process the process that serves them
 */
record NodeServer(Child process) implements AutoCloseable {

	static NodeServer start() throws IOException {
		return new NodeServer(Child.start(Command.in(NodePackages.folder("a server of grpc-js was NOT called"), "node",
				"server.mjs", InteropProtos.extract().toString())));
	}

	String target() {
		return "dns:///127.0.0.1:" + this.process.awaitLine("listens on (\\d+)").group(1);
	}

	@Override
	public void close() {
		this.process.close();
	}

}
