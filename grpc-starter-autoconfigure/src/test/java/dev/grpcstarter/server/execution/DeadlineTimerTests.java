package dev.grpcstarter.server.execution;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import static org.assertj.core.api.Assertions.assertThat;

class DeadlineTimerTests {

	private final DeadlineTimer timer = new DeadlineTimer();

	private final List<Long> run = Collections.synchronizedList(new ArrayList<>());

	@AfterEach
	void close() {
		this.timer.close();
	}

	@Test
	void deadlinesRunInTheirOrderAndNotBeforeAndThoseThatAreRemovedNever() {
		Random random = new Random(1);
		List<HandlerDeadline<?, ?>> all = Stream.generate(this::deadline).limit(1_000).toList();
		long begin = System.nanoTime();
		List<Long> expected = new ArrayList<>();
		List<HandlerDeadline<?, ?>> removed = new ArrayList<>();
		for (HandlerDeadline<?, ?> deadline : all) {
			long at = begin + TimeUnit.MICROSECONDS.toNanos(1_000_000 + random.nextInt(300_000));
			add(deadline, at);
			if (random.nextBoolean()) {
				removed.add(deadline);
			}
			else {
				expected.add(at);
			}
		}
		Collections.shuffle(removed, random);
		removed.forEach(this.timer::remove);
		removed.forEach(this.timer::remove);
		assertThat(this.timer.size()).isEqualTo(expected.size());
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(this.run).hasSameSizeAs(expected));
		Collections.sort(expected);
		assertThat(this.run).isEqualTo(expected);
		assertThat(this.timer.size()).isZero();
	}

	@Test
	void anEarlierDeadlineWakesTheThreadThatSleepsForALaterOne() {
		long now = System.nanoTime();
		add(deadline(), now + TimeUnit.HOURS.toNanos(1));
		add(deadline(), now + TimeUnit.MILLISECONDS.toNanos(300));
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> this.run.size() == 1);
		add(deadline(), System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300));
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> this.run.size() == 2);
		assertThat(this.timer.size()).isEqualTo(1);
	}

	@Test
	void oneThatFailsKeepsNoOtherFromRunning() {
		HandlerDeadline<?, ?> fails = deadline();
		Mockito.doThrow(new AssertionError("fails")).when(fails).run();
		add(fails, System.nanoTime());
		add(deadline(), System.nanoTime());
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> this.run.size() == 1);
	}

	private void add(HandlerDeadline<?, ?> deadline, long at) {
		Mockito.when(deadline.at()).thenReturn(at);
		this.timer.add(deadline);
	}

	private HandlerDeadline<?, ?> deadline() {
		HandlerDeadline<?, ?> deadline = Mockito.mock(Mockito.withSettings().stubOnly());
		int[] place = { -1 };
		Mockito.when(deadline.place()).thenAnswer((call) -> place[0]);
		Mockito.doAnswer((call) -> place[0] = call.getArgument(0)).when(deadline).place(Mockito.anyInt());
		Mockito.doAnswer((call) -> {
			assertThat(System.nanoTime() - deadline.at()).isNotNegative();
			return this.run.add(deadline.at());
		}).when(deadline).run();
		return deadline;
	}

}
