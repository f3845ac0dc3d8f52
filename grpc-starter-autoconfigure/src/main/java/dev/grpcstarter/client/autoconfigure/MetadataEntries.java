package dev.grpcstarter.client.autoconfigure;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import dev.grpcstarter.client.StaticMetadata;
import dev.grpcstarter.client.StaticMetadata.Entry;
import dev.grpcstarter.config.Problem;
import dev.grpcstarter.config.Problems;
import io.grpc.Metadata;

/**
 * Metadata as it is written in properties. What is wrong with a value is said without the
 * value: often it is a secret.
 */
final class MetadataEntries {

	// gRPC's own, and those that HTTP/2 forbids
	private static final Set<String> RESERVED = Set.of("content-type", "te", "user-agent", "connection",
			"transfer-encoding", "host", "keep-alive", "upgrade");

	private MetadataEntries() {
	}

	/**
	 * Drops what is blank, and spellings of the environment: a variable cannot write the
	 * dashes of {@code x-api-key}, and so adds {@code xapikey} or {@code x.api.key}. The
	 * binder has then already read its value into {@code x-api-key} too.
	 * @param entries the entries as they were bound
	 * @return the entries that are meant, their keys in lower case
	 */
	static Map<String, String> inOneSpelling(Map<String, String> entries) {
		Set<String> written = entries.keySet()
			.stream()
			.filter((name) -> !isOfEnvironment(name))
			.map(MetadataEntries::letters)
			.collect(Collectors.toSet());
		Map<String, String> result = new LinkedHashMap<>();
		entries.forEach((name, value) -> {
			if (!value.isBlank() && !(isOfEnvironment(name) && written.contains(letters(name)))) {
				result.putIfAbsent(name.toLowerCase(Locale.ROOT), value);
			}
		});
		return result;
	}

	private static boolean isOfEnvironment(String name) {
		return name.matches("[0-9a-z.]+");
	}

	private static String letters(String name) {
		return name.toLowerCase(Locale.ROOT).replaceAll("[_.-]", "");
	}

	static void check(String prefix, Map<String, String> entries, Problems problems) {
		entries.forEach((name, value) -> {
			String key = prefix + "metadata." + name;
			if (isOfEnvironment(name) && name.contains(".")) {
				String dashed = name.replace('.', '-');
				problems.add(Problem.ofKey(key,
						"'%s' would be sent with its dots, and an environment variable cannot name '%s'".formatted(name,
								dashed),
						"Set %smetadata.%s to ${%s} in a file.".formatted(prefix, dashed,
								dashed.replace('-', '_').toUpperCase(Locale.ROOT))));
			}
			else if (!isKey(name)) {
				problems.add(Problem.ofKey(key, "'%s' is no key of metadata".formatted(name),
						"Write it with lower-case letters, digits, '-' and '_', such as x-api-key."));
			}
			else if (isReserved(name)) {
				problems.add(Problem.ofKey(key, "gRPC itself sets '%s'".formatted(name), "Remove it%s."
					.formatted(name.equals("user-agent") ? ", and set user-agent of the channel" : "")));
			}
			else if (!isValue(name, value)) {
				problems.add(Problem.ofKey(key,
						name.endsWith(Metadata.BINARY_HEADER_SUFFIX) ? "the value is not in Base64"
								: "the value has characters that are not printable ASCII",
						"Write text in ASCII, or anything in Base64 under a key that ends in -bin."));
			}
		});
	}

	static StaticMetadata read(Map<String, String> entries) {
		return new StaticMetadata(
				entries.entrySet().stream().<Entry<?>>map((entry) -> read(entry.getKey(), entry.getValue())).toList());
	}

	private static Entry<?> read(String name, String value) {
		return (name.endsWith(Metadata.BINARY_HEADER_SUFFIX))
				? new Entry<>(Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER), Base64.getDecoder().decode(value))
				: new Entry<>(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
	}

	static boolean isKey(String name) {
		return name.matches("(?!-bin$)[0-9A-Za-z_.-]+");
	}

	static boolean isReserved(String name) {
		String lowerCase = name.toLowerCase(Locale.ROOT);
		return lowerCase.startsWith("grpc-") || RESERVED.contains(lowerCase);
	}

	private static boolean isValue(String name, String value) {
		if (!name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
			return value.chars().allMatch((character) -> character >= 0x20 && character <= 0x7E);
		}
		try {
			Base64.getDecoder().decode(value);
			return true;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

}
