package dev.grpcstarter.server.health;

import java.util.Set;

/**
 * The health groups of the application, each a name for the indicators of what the
 * application needs in order to work.
 */
public interface HealthGroups {

	/**
	 * A group's status that lets a service be SERVING. Every other one lets it not.
	 */
	String UP = "UP";

	/**
	 * Which groups there are.
	 * @return the names
	 */
	Set<String> names();

	/**
	 * Asks the indicators of a group. This may take as long as they take, and is not done
	 * during a call.
	 * @param group the name of a group
	 * @return the code of the status that they have together, such as {@code UP}
	 */
	String status(String group);

}
