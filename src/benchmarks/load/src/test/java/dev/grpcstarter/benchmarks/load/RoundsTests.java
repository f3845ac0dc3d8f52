package dev.grpcstarter.benchmarks.load;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RoundsTests {

	@Test
	void eachRoundBeginsWithAnotherOne() throws Exception {
		List<String> turns = new ArrayList<>();
		Rounds.take(List.of("a", "b", "c"), 3, (subject, round) -> turns.add(subject + round));
		assertThat(turns).containsExactly("a0", "b0", "c0", "b1", "c1", "a1", "c2", "a2", "b2");
	}

	@Test
	void whatIsComparedIsOfOneRound() throws Exception {
		Rounds<String, Double> rounds = Rounds.take(List.of("ours", "theirs"), 3,
				(subject, round) -> (subject.equals("ours") ? 1.5 : 1.0) * (1 + 10 * round));
		assertThat(rounds.between("ours", "theirs", Double::doubleValue, (ours, theirs) -> ours / theirs))
			.isEqualTo(new Quartiles(1.5, 1.5, 1.5));
		assertThat(rounds.quartiles("theirs", Double::doubleValue)).isEqualTo(new Quartiles(6, 11, 16));
	}

}
