package dev.grpcstarter.benchmarks.jmh;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Lists which objects a call through the starter allocates, and how many more of them
 * than the same call on bare grpc-java.
 */
public final class AllocatedObjects {

	/**
	 * What has to be typed for the list of one call.
	 */
	static final String COMMAND = "java -Xmx512m -XX:+UseG1GC -XX:-UseTLAB -XX:-DoEscapeAnalysis "
			+ "-cp src/benchmarks/jmh/target/benchmarks.jar " + AllocatedObjects.class.getName();

	/**
	 * Half of the smallest object. What is less is not of every call.
	 */
	private static final int NOISE = 8;

	private static final PrintStream out = System.out;

	private AllocatedObjects() {
	}

	/**
	 * Prints the objects by class, and which code of the starter they are for.
	 * @param args the call
	 * @throws Exception if it cannot be made
	 */
	public static void main(String[] args) throws Exception {
		ComparedCall call = Stream.of(ComparedCall.values())
			.filter((each) -> List.of(args).contains(each.argument()))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException(
					"Name one call: " + Arrays.stream(ComparedCall.values()).map(ComparedCall::argument).toList()));
		RecordedObjects bare;
		try (RepeatedCall repeated = call.openBare()) {
			bare = RecordedObjects.of(repeated);
		}
		try (RepeatedCall repeated = call.openStarter()) {
			print(call, RecordedObjects.of(repeated), bare);
		}
		System.exit(0);
	}

	private static void print(ComparedCall call, RecordedObjects starter, RecordedObjects bare) {
		out.printf("%s: %.0f bytes, on bare grpc-java %.0f%n%n", call, starter.bytes(), bare.bytes());
		out.printf("%8s %8s  %s%n", "bytes", "objects", "more than on bare grpc-java");
		Stream.concat(starter.types().stream(), bare.types().stream())
			.distinct()
			.sorted(Comparator.comparing((type) -> bare.bytes(type) - starter.bytes(type)))
			.forEach((type) -> print(type, starter, bare));
	}

	private static void print(String type, RecordedObjects starter, RecordedObjects bare) {
		double bytes = starter.bytes(type) - bare.bytes(type);
		if (Math.abs(bytes) >= NOISE) {
			out.printf("%8.0f %8.1f  %s%n", bytes, starter.objects(type) - bare.objects(type), type);
		}
		if (bytes >= NOISE) {
			starter.places(type).forEach((place) -> out.printf("%19s for %s%n", "", place));
		}
	}

}
