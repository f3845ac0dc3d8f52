package dev.grpcstarter.server.execution;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class BlockingWatchTests {

	private static final int LOOKS = 5_000;

	private final AtomicInteger calls = new AtomicInteger();

	private final AtomicBoolean enough = new AtomicBoolean();

	/**
	 * A thread that waits as soon as its handler is done is looked at while it is in the
	 * handler, while it leaves it, and while it waits.
	 */
	@Test
	void aThreadThatWaitsAfterItsHandlerIsNotReported(CapturedOutput output) throws Exception {
		try (BlockingWatch watch = new BlockingWatch()) {
			Thread busy = new Thread(() -> handleCalls(watch.mark()), "busy");
			busy.start();
			for (int i = 0; i < LOOKS; i++) {
				int before = this.calls.get();
				while (this.calls.get() == before) {
					Thread.onSpinWait();
				}
				watch.look();
			}
			this.enough.set(true);
			busy.join();
		}
		assertThat(output).doesNotContain("blocks it");
	}

	private void handleCalls(BlockingWatch.Mark mark) {
		while (!this.enough.get()) {
			String outer = mark.enter("testing.Echo/Say");
			this.calls.incrementAndGet();
			long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(20);
			while (System.nanoTime() < end) {
				Thread.onSpinWait();
			}
			mark.leave(outer);
			LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100));
		}
	}

}
