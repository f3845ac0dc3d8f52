package dev.grpcstarter.server.health.autoconfigure;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * An indicator that does as it is told, and counts how often it was asked.
 */
class Indicator implements HealthIndicator {

	final AtomicInteger asked = new AtomicInteger();

	volatile Status status = Status.UP;

	volatile CountDownLatch mayAnswer = new CountDownLatch(0);

	CountDownLatch hang() {
		CountDownLatch mayAnswer = new CountDownLatch(1);
		this.mayAnswer = mayAnswer;
		return mayAnswer;
	}

	@Override
	public Health health() {
		this.asked.incrementAndGet();
		try {
			this.mayAnswer.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		if (this.status.getCode().isEmpty()) {
			throw new IllegalStateException("the indicator is broken");
		}
		return Health.status(this.status).build();
	}

}
