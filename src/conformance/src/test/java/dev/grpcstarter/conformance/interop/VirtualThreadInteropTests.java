package dev.grpcstarter.conformance.interop;

import dev.grpcstarter.conformance.process.Skip;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;

import org.springframework.test.context.TestPropertySource;

/**
 * The interop suite against handlers that run on virtual threads.
 */
@ExtendWith(VirtualThreadInteropTests.NeedsVirtualThreads.class)
@TestPropertySource(properties = "grpc.server.executor=virtual")
class VirtualThreadInteropTests extends TcpInteropTests {

	/**
	 * Looks before an application is started.
	 */
	static final class NeedsVirtualThreads implements TestInstancePreConstructCallback {

		@Override
		public void preConstructTestInstance(TestInstanceFactoryContext factory, ExtensionContext context) {
			if (Runtime.version().feature() < 21) {
				Skip.because("handlers on virtual threads were NOT tested", "Java " + Runtime.version() + " has none");
			}
		}

	}

}
