package dev.grpcstarter.benchmarks.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What was measured of several things in turn: a round measures each of them once, and
 * begins with another one each time, so that what changes on the machine meanwhile
 * changes for all of them.
 *
 * @param <S> the type of what is measured
 * @param <T> the type of what is known of it afterwards
 */
final class Rounds<S, T> {

	private final Map<S, List<T>> measured = new LinkedHashMap<>();

	private Rounds() {
	}

	/**
	 * Measures.
	 * @param <S> the type of what is measured
	 * @param <T> the type of what is known of it afterwards
	 * @param subjects what is measured
	 * @param rounds how often
	 * @param turn measures one of them
	 * @return the rounds
	 * @throws IOException if a process does not answer
	 * @throws InterruptedException if there is to be no result
	 */
	static <S, T> Rounds<S, T> take(List<S> subjects, int rounds, Turn<S, T> turn)
			throws IOException, InterruptedException {
		Rounds<S, T> taken = new Rounds<>();
		subjects.forEach((subject) -> taken.measured.put(subject, new ArrayList<>()));
		for (int round = 0; round < rounds; round++) {
			for (int i = 0; i < subjects.size(); i++) {
				S subject = subjects.get((round + i) % subjects.size());
				taken.of(subject).add(turn.measure(subject, round));
			}
		}
		return taken;
	}

	List<T> of(S subject) {
		return Objects.requireNonNull(this.measured.get(subject));
	}

	Quartiles quartiles(S subject, ToDoubleFunction<T> value) {
		return Quartiles.of(of(subject), value);
	}

	/**
	 * What is between two of them, found out in each round by itself.
	 * @param subject the one
	 * @param base the other, with which it is compared
	 * @param value the value of each
	 * @param difference the difference of the values, or what else is between them
	 * @return what is between them
	 */
	Quartiles between(S subject, S base, ToDoubleFunction<T> value, DoubleBinaryOperator difference) {
		return Quartiles.of(paired(subject, base,
				(ours, theirs) -> difference.applyAsDouble(value.applyAsDouble(ours), value.applyAsDouble(theirs))),
				Double::doubleValue);
	}

	/**
	 * What comes of two of them in each round.
	 * @param <R> the type of what comes of them
	 * @param subject the one
	 * @param base the other
	 * @param pairing makes something of what is known of both
	 * @return one for each round
	 */
	<R> List<R> paired(S subject, S base, BiFunction<T, T, R> pairing) {
		List<T> ours = of(subject);
		List<T> theirs = of(base);
		return IntStream.range(0, ours.size()).mapToObj((i) -> pairing.apply(ours.get(i), theirs.get(i))).toList();
	}

	/**
	 * What was measured.
	 * @return all of it, in the order in which it was given
	 */
	Set<S> subjects() {
		return this.measured.keySet();
	}

	/**
	 * Measures one of them.
	 *
	 * @param <S> the type of what is measured
	 * @param <T> the type of what is known of it afterwards
	 */
	@FunctionalInterface
	interface Turn<S, T> {

		T measure(S subject, int round) throws IOException, InterruptedException;

	}

}
