package dev.grpcstarter.call;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The names of what a call goes through, in order. Computed when methods are bound, and
 * never during a call. A chain may name stages that have nothing to do. Immutable.
 *
 * @param names the names of stages and interceptors, outermost first
 */
public record InterceptorChain(List<String> names) {

	/**
	 * A chain.
	 * @param names the names, outermost first
	 */
	public InterceptorChain {
		names = List.copyOf(names);
	}

	/**
	 * The default order: the stages, and then interceptors of the application. One that
	 * has the name of a stage is that stage.
	 * @param stages the stages of one side
	 * @param interceptors the names of interceptors, outermost first
	 * @return the chain
	 */
	public static InterceptorChain of(List<Stage> stages, Collection<String> interceptors) {
		List<String> names = new ArrayList<>(stages.stream().map(Stage::text).toList());
		interceptors.stream().filter((name) -> !names.contains(name)).forEach(names::add);
		return new InterceptorChain(names);
	}

	/**
	 * What every call goes through, whatever lists say.
	 * @param stages the stages of one side
	 * @return the chain
	 */
	public static InterceptorChain fixed(List<Stage> stages) {
		return new InterceptorChain(stages.stream().filter(Stage::isFixed).map(Stage::text).toList());
	}

	/**
	 * The next level: what a list makes of this chain. Fixed stages stay where they are,
	 * whatever the list says of them.
	 * @param list the list
	 * @return the chain of that level
	 */
	public InterceptorChain with(InterceptorList list) {
		Set<String> mentioned = new HashSet<>(list.mentioned());
		List<String> next = new ArrayList<>(this.names.stream().filter(InterceptorChain::isFixed).toList());
		for (String entry : list.inOrder()) {
			if (entry.equals(InterceptorList.REST)) {
				this.names.stream().filter((name) -> !isFixed(name) && !mentioned.contains(name)).forEach(next::add);
			}
			else if (!isFixed(entry)) {
				next.add(entry);
			}
		}
		return new InterceptorChain(next);
	}

	/**
	 * Whether a stage is part of the chain.
	 * @param stage the stage
	 * @return {@code true} if it is
	 */
	public boolean contains(Stage stage) {
		return this.names.contains(stage.text());
	}

	private static boolean isFixed(String name) {
		return Stage.of(name).filter(Stage::isFixed).isPresent();
	}

}
