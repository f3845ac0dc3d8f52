package dev.grpcstarter.benchmarks.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * Every object of a number of calls. Flight Recorder tells of each one that does not come
 * out of a buffer of its thread, which with {@code -XX:-UseTLAB} none does.
 */
final class RecordedObjects {

	private static final int WARM_UP = 2_000;

	private static final int CALLS = 500;

	private static final String EVENT = "jdk.ObjectAllocationOutsideTLAB";

	private static final String OURS = "dev.grpcstarter.";

	private static final String BENCHMARKS = "dev.grpcstarter.benchmarks.";

	private final Map<String, List<RecordedEvent>> byType;

	private RecordedObjects(List<RecordedEvent> events) {
		this.byType = events.stream()
			.collect(Collectors.groupingBy((event) -> type(event.getClass("objectClass").getName())));
	}

	// those of lambdas have numbers, which differ between runs
	private static String type(String name) {
		int lambda = name.indexOf("$$Lambda");
		return (lambda >= 0) ? name.substring(0, lambda) + "$$Lambda" : name;
	}

	/**
	 * Makes a call many times.
	 * @param call makes it, and returns when it has ended
	 * @return its objects
	 * @throws IOException if there is no room for what is recorded
	 */
	static RecordedObjects of(Runnable call) throws IOException {
		for (int i = 0; i < WARM_UP; i++) {
			call.run();
		}
		HandlerThreads handlers = HandlerThreads.find();
		Path file = Files.createTempFile("allocated-objects", ".jfr");
		try (Recording recording = new Recording()) {
			recording.enable(EVENT).withStackTrace();
			handlers.awaitIdle();
			recording.start();
			for (int i = 0; i < CALLS; i++) {
				call.run();
				handlers.awaitIdle();
			}
			recording.stop();
			recording.dump(file);
			return read(file, handlers);
		}
		finally {
			Files.delete(file);
		}
	}

	private static RecordedObjects read(Path file, HandlerThreads handlers) throws IOException {
		Set<Long> threads = new HashSet<>(handlers.threads().stream().map(Thread::getId).toList());
		threads.add(Thread.currentThread().getId());
		return new RecordedObjects(RecordingFile.readAllEvents(file)
			.stream()
			.filter((event) -> event.getEventType().getName().equals(EVENT))
			.filter((event) -> threads.contains(event.getThread().getJavaThreadId()))
			.filter((event) -> !isOfTheRecording(event.getStackTrace()))
			.toList());
	}

	// to start and stop it takes objects, too
	private static boolean isOfTheRecording(@Nullable RecordedStackTrace stack) {
		return stack == null || stack.getFrames()
			.stream()
			.anyMatch((frame) -> frame.getMethod().getType().getName().startsWith("jdk.jfr."));
	}

	Set<String> types() {
		return this.byType.keySet();
	}

	/**
	 * The bytes of one call.
	 * @return the mean
	 */
	double bytes() {
		return types().stream().mapToDouble(this::bytes).sum();
	}

	double bytes(String type) {
		return events(type).stream().mapToLong((event) -> event.getLong("allocationSize")).sum() / (double) CALLS;
	}

	double objects(String type) {
		return events(type).size() / (double) CALLS;
	}

	private List<RecordedEvent> events(String type) {
		return this.byType.getOrDefault(type, List.of());
	}

	/**
	 * The methods of the starter that objects of a type were made for.
	 * @param type the type
	 * @return the methods, as far as there are any
	 */
	List<String> places(String type) {
		return events(type).stream()
			.map((event) -> event.getStackTrace().getFrames())
			.flatMap((frames) -> frames.stream().map(RecordedObjects::text).filter(RecordedObjects::isOurs).limit(1))
			.collect(Collectors.groupingBy((place) -> place, Collectors.counting()))
			.entrySet()
			.stream()
			.filter((place) -> place.getValue() >= CALLS / 2)
			.map((place) -> "%s (%.1f)".formatted(place.getKey(), place.getValue() / (double) CALLS))
			.sorted()
			.toList();
	}

	private static boolean isOurs(String place) {
		return place.startsWith(OURS) && !place.startsWith(BENCHMARKS);
	}

	private static String text(RecordedFrame frame) {
		return "%s.%s:%d".formatted(frame.getMethod().getType().getName(), frame.getMethod().getName(),
				frame.getLineNumber());
	}

}
