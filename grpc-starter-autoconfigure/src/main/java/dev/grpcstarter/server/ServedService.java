package dev.grpcstarter.server;

import java.util.List;

/**
 * A service as it is served.
 *
 * @param name the full name, such as {@code shop.Inventory}
 * @param builtIn whether the starter itself has added it
 * @param methods its methods
 */
public record ServedService(String name, boolean builtIn, List<ServedMethod> methods) {

	/**
	 * A service.
	 * @param name the full name
	 * @param builtIn whether the starter itself has added it
	 * @param methods its methods
	 */
	public ServedService {
		methods = List.copyOf(methods);
	}

}
