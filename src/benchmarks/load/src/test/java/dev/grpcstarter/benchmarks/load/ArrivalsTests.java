package dev.grpcstarter.benchmarks.load;

import java.util.concurrent.TimeUnit;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ArrivalsTests {

	@Test
	void evenOnesAreEquallyFarApart() {
		Arrivals arrivals = Arrivals.even(1_000, 2);
		assertThat(arrivals.number()).isEqualTo(2_000);
		assertThat(arrivals.due(0)).isEqualTo(1_000_000);
		assertThat(arrivals.due(1_999)).isEqualTo(TimeUnit.SECONDS.toNanos(2));
	}

	@Test
	void thoseOfAPoissonProcessComeAtTheRateAndTwiceAtOnceNowAndThen() {
		Arrivals arrivals = Arrivals.poisson(1_000, 10, 1);
		assertThat(arrivals.due(9_999)).isCloseTo(TimeUnit.SECONDS.toNanos(10), Percentage.withPercentage(5));
		int close = 0;
		for (int i = 1; i < arrivals.number(); i++) {
			long gap = arrivals.due(i) - arrivals.due(i - 1);
			assertThat(gap).isNotNegative();
			close += (gap < 100_000) ? 1 : 0;
		}
		// 1 - exp(-0.1) of them are less than a tenth of the mean apart
		assertThat(close).isBetween(850, 1_050);
	}

	@Test
	void thoseOfOneSeedAreTheSame() {
		assertThat(Arrivals.poisson(1_000, 1, 7).due(500)).isEqualTo(Arrivals.poisson(1_000, 1, 7).due(500))
			.isNotEqualTo(Arrivals.poisson(1_000, 1, 8).due(500));
	}

}
