package dev.grpcstarter.server.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EventQueueTests {

	private final EventQueue queue = new EventQueue();

	@Test
	void eventsComeInTheirOrderHoweverManyWait() {
		Random random = new Random(1);
		List<Integer> waiting = new ArrayList<>();
		for (int i = 0; i < 10_000; i++) {
			if (random.nextInt(10) < 5) {
				this.queue.add(i);
				waiting.add(i);
			}
			else {
				assertThat(this.queue.poll()).isEqualTo((waiting.isEmpty()) ? null : waiting.remove(0));
			}
		}
		this.queue.discardAll();
		assertThat(this.queue.poll()).isNull();
	}

}
