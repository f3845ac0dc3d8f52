package dev.grpcstarter.server.autoconfigure;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import dev.grpcstarter.config.Problem;
import dev.grpcstarter.config.Problems;
import dev.grpcstarter.server.context.LoggedMetadata;
import io.grpc.Metadata;

/**
 * The key {@code grpc.server.mdc}, checked.
 */
final class MdcKeys {

	private static final String KEY = "grpc.server.mdc";

	private static final String INSTEAD = "Write keys of text that callers send, such as x-request-id.";

	private MdcKeys() {
	}

	static LoggedMetadata of(List<String> written, Problems problems) {
		List<String> names = new ArrayList<>();
		Set<String> seen = new HashSet<>();
		for (String text : written) {
			String name = text.trim();
			String lowerCase = name.toLowerCase(Locale.ROOT);
			if (name.isEmpty()) {
				continue;
			}
			if (!name.matches("[0-9A-Za-z_.-]+")) {
				add(problems, "'%s' is no key of metadata".formatted(name),
						"Write it with letters, digits, '-', '_' and '.', such as x-request-id.");
			}
			else if (lowerCase.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
				add(problems, "the values of '%s' are bytes and no text".formatted(name), INSTEAD);
			}
			else if (lowerCase.startsWith("grpc-")) {
				add(problems, "'%s' belongs to gRPC itself, which hands it to nobody".formatted(name), INSTEAD);
			}
			else if (!seen.add(lowerCase)) {
				add(problems, "'%s' stands there twice".formatted(name), "Write it once.");
			}
			else {
				names.add(name);
			}
		}
		return new LoggedMetadata(names);
	}

	private static void add(Problems problems, String what, String action) {
		problems.add(Problem.ofKey(KEY, what, action));
	}

}
