package dev.grpcstarter.call;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.grpcstarter.config.Problem;
import dev.grpcstarter.config.Problems;

/**
 * What is written under a key {@code interceptors}: the whole chain, outermost first.
 * {@code *} stands for the rest of the level above, in its order, and {@code -name} takes
 * one out of that. A list of nothing but {@code -name}s implies {@code *}. Immutable.
 *
 * @param entries names, {@code -name}s, and at most one {@code *}
 */
public record InterceptorList(List<String> entries) {

	static final String REST = "*";

	/**
	 * What is written, without blanks around it.
	 * @param entries the entries
	 */
	public InterceptorList {
		entries = entries.stream().map(String::trim).toList();
	}

	/**
	 * Notes what makes no sense, whatever the names mean.
	 * @param key the full name of the property
	 * @param problems takes what is wrong
	 */
	public void check(String key, Problems problems) {
		if (this.entries.stream().allMatch(String::isEmpty)) {
			problems.add(Problem.ofKey(key, "a list without entries would leave no interceptor at all",
					"Remove %s for the default order, or name what is to be taken out, such as \"-audit\"."
						.formatted(key)));
			return;
		}
		Set<String> seen = new HashSet<>();
		for (String entry : this.entries) {
			String name = name(entry);
			if (name.isEmpty()) {
				problems.add(Problem.ofKey(key, "'%s' is no name".formatted(entry),
						"Write the name of an interceptor, the same with a - in front of it, or \"*\"."));
			}
			else if (!seen.add(name)) {
				problems.add(Problem.ofKey(key, "'%s' is there more than once".formatted(name),
						"Name '%s' once in %s.".formatted(name, key)));
			}
		}
		if (!hasRest() && !removed().isEmpty()) {
			problems.add(Problem.ofKey(key,
					"%s can be taken out of nothing: without \"*\" only what is named is in the chain"
						.formatted(List.copyOf(removed())),
					"Add \"*\" to %s where the other interceptors belong, or leave out what begins with a -."
						.formatted(key)));
		}
	}

	/**
	 * The names of interceptors in the list, those that are taken out too.
	 * @return the names, as they are written
	 */
	List<String> mentioned() {
		return this.entries.stream().filter((entry) -> !entry.equals(REST)).map(InterceptorList::name).toList();
	}

	/**
	 * What is in the chain by its name.
	 * @return the names
	 */
	List<String> named() {
		return this.entries.stream().filter((entry) -> !entry.equals(REST) && !isRemoval(entry)).toList();
	}

	/**
	 * What is taken out.
	 * @return the names
	 */
	Set<String> removed() {
		Set<String> removed = new HashSet<>();
		this.entries.stream().filter(InterceptorList::isRemoval).map(InterceptorList::name).forEach(removed::add);
		return removed;
	}

	/**
	 * The list with the {@code *} that it implies.
	 * @return the entries without removals
	 */
	List<String> inOrder() {
		List<String> inOrder = new ArrayList<>(this.entries);
		inOrder.removeIf(InterceptorList::isRemoval);
		return (inOrder.isEmpty()) ? List.of(REST) : inOrder;
	}

	/**
	 * Whether what was in the chain of the level above is not in that of this one.
	 * @param name the name of a stage or an interceptor
	 * @return {@code true} if it is taken out, or not mentioned and there is no {@code *}
	 */
	public boolean drops(String name) {
		return removed().contains(name) || !hasRest() && !named().contains(name);
	}

	private boolean hasRest() {
		return inOrder().contains(REST);
	}

	private static boolean isRemoval(String entry) {
		return entry.startsWith("-");
	}

	private static String name(String entry) {
		return (isRemoval(entry)) ? entry.substring(1).trim() : entry;
	}

}
