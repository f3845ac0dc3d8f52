package dev.grpcstarter.client.autoconfigure;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import dev.grpcstarter.config.Problem;
import dev.grpcstarter.config.Problems;

/**
 * The services that channels list. Each stands in one channel: a stub that is injected by
 * its type says nothing else of where it calls.
 */
final class ListedServices {

	private static final Pattern FULL_NAME = Pattern.compile("[A-Za-z_]\\w*(\\.[A-Za-z_]\\w*)*");

	private final Map<String, String> channels = new HashMap<>();

	private final Problems problems;

	private ListedServices(Problems problems) {
		this.problems = problems;
	}

	static void check(Map<String, ChannelProperties> channels, Problems problems) {
		ListedServices services = new ListedServices(problems);
		channels.forEach((name, properties) -> services.check(name, properties.servicesOrNothing()));
	}

	private void check(String channel, List<String> services) {
		for (int i = 0; i < services.size(); i++) {
			String key = "grpc.client.channels.%s.services[%s]".formatted(channel, i);
			String service = services.get(i).trim();
			String other = this.channels.putIfAbsent(service, channel);
			if (!FULL_NAME.matcher(service).matches()) {
				this.problems.add(Problem.ofKey(key, "'%s' is no name of a service".formatted(service),
						"Write the service as in its .proto file, with the package in front, such as shop.Inventory."));
			}
			else if (other != null && !other.equals(channel)) {
				this.problems.add(Problem.ofKey(key,
						"grpc.client.channels.%s.services lists '%s' too, and a stub that is injected by its type can have one channel only"
							.formatted(other, service),
						"List '%s' in one of them, and ask for the stubs of the other with @GrpcClient(\"%s\") or @GrpcClient(\"%s\")."
							.formatted(service, other, channel)));
			}
		}
	}

}
