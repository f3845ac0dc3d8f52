package dev.grpcstarter.client.naming;

import java.io.IOException;
import java.util.List;

import io.grpc.EquivalentAddressGroup;

/**
 * Finds the addresses behind a target.
 */
@FunctionalInterface
interface AddressLookup {

	/**
	 * Finds the addresses. May wait for the network.
	 * @return the addresses, grouped by what calls are spread over
	 * @throws IOException if there are none, with a message for whoever waits for them
	 */
	List<EquivalentAddressGroup> find() throws IOException;

}
