package dev.grpcstarter.call;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

import dev.grpcstarter.config.KnownNames;
import dev.grpcstarter.config.Problem;
import dev.grpcstarter.config.Problems;

/**
 * The names that a list of interceptors may have on one side: those of its stages, and
 * those of interceptor beans. Immutable.
 */
public final class InterceptorNames {

	private final List<Stage> stages;

	private final Collection<String> beans;

	private final KnownNames known;

	/**
	 * Names of one side.
	 * @param stages the stages of that side
	 * @param beans the names of all its interceptor beans
	 */
	public InterceptorNames(List<Stage> stages, Collection<String> beans) {
		this.stages = List.copyOf(stages);
		this.beans = List.copyOf(beans);
		TreeSet<String> names = new TreeSet<>(beans);
		stages.forEach((stage) -> names.add(stage.text()));
		this.known = new KnownNames(names);
	}

	/**
	 * Notes beans that have the name of a stage whose place is not open.
	 * @param type what the beans are called in the message, such as the simple name of
	 * their type
	 * @param problems takes what is wrong
	 */
	public void check(String type, Problems problems) {
		for (Stage stage : this.stages) {
			if (!stage.isOpen() && this.beans.contains(stage.text())) {
				problems.add(Problem.ofBeans(
						"the %s bean '%s' has the name of a stage of the starter, so that a list of interceptors could not tell the two apart"
							.formatted(type, stage.text()),
						"Give the bean '%s' another name.".formatted(stage.text())));
			}
		}
	}

	/**
	 * Notes what a list mentions that is not there, or that cannot be moved.
	 * @param key the full name of the property
	 * @param list the list, which is otherwise in order
	 * @param problems takes what is wrong
	 */
	public void check(String key, InterceptorList list, Problems problems) {
		for (String name : list.mentioned()) {
			if (!name.isEmpty() && !this.known.contains(name)) {
				problems
					.add(Problem.ofKey(key, "there is no interceptor '%s'".formatted(name), this.known.instead(name)));
			}
		}
		list.removed()
			.stream()
			.filter((name) -> fixed(name).isPresent())
			.forEach((name) -> problems
				.add(Problem.ofKey(key, "'%s' acts before all interceptors, and cannot be taken out".formatted(name),
						"Remove \"-%s\" from %s. The keys of %s itself switch it off.".formatted(name, key, name))));
		List<String> order = list.inOrder();
		int fixedFirst = 0;
		while (fixedFirst < order.size() && fixed(order.get(fixedFirst)).isPresent()) {
			fixedFirst++;
		}
		order.stream()
			.skip(fixedFirst)
			.filter((name) -> fixed(name).isPresent())
			.forEach((name) -> problems
				.add(Problem.ofKey(key, "'%s' acts before all interceptors, and cannot be moved".formatted(name),
						"Leave '%s' out of %s, or write it first.".formatted(name, key))));
	}

	private Optional<Stage> fixed(String name) {
		return this.stages.stream().filter((stage) -> stage.isFixed() && stage.text().equals(name)).findFirst();
	}

}
