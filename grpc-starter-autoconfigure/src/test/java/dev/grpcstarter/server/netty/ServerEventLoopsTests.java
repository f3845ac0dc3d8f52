package dev.grpcstarter.server.netty;

import dev.grpcstarter.netty.EventLoops;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ServerEventLoopsTests {

	@Test
	@SuppressWarnings("deprecation")
	void theAcceptorIsEndedIfThereAreNoWorkers() {
		EventLoopGroup acceptor = new NioEventLoopGroup(1);
		assertThatIllegalStateException().isThrownBy(() -> ServerEventLoops.of(() -> new EventLoops(acceptor), () -> {
			throw new IllegalStateException("Too many open files");
		})).withMessage("Too many open files");
		assertThat(acceptor.terminationFuture().awaitUninterruptibly(20_000)).isTrue();
	}

}
