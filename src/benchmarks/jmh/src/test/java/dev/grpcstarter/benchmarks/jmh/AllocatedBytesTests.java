package dev.grpcstarter.benchmarks.jmh;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

import static org.assertj.core.api.Assertions.assertThat;

class AllocatedBytesTests {

	// 16 bytes of it are its header
	private static final int SIZE = 48;

	private static final byte[] NOTHING = new byte[0];

	private volatile byte @Nullable [] last;

	@Test
	void sixtyFourBytesOfTheCallersThreadAreCounted() {
		assertThat(AllocatedBytes.of(() -> this.last = new byte[SIZE])).isEqualTo(new AllocatedBytes(64, 64));
	}

	@Test
	void sixtyFourBytesOfTheHandlersThreadAreCounted() {
		ExecutorService pool = Executors.newFixedThreadPool(1, new CustomizableThreadFactory(HandlerThreads.PREFIX));
		try {
			Runnable nothing = () -> this.last = NOTHING;
			Runnable something = () -> this.last = new byte[SIZE];
			AllocatedBytes without = AllocatedBytes.of(() -> await(pool, nothing));
			AllocatedBytes with = AllocatedBytes.of(() -> await(pool, something));
			assertThat(with.median() - without.median()).isEqualTo(64);
		}
		finally {
			pool.shutdownNow();
		}
	}

	private void await(Executor executor, Runnable task) {
		this.last = null;
		executor.execute(task);
		while (this.last == null) {
			Thread.yield();
		}
	}

}
