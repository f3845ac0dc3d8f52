package dev.grpcstarter.benchmarks.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many objects there are of each class on the heap of a process, as the JDK's
 * {@code jcmd} tells it.
 */
final class ClassHistogram {

	private static final Pattern LINE = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*");

	private static final Objects NO_OBJECTS = new Objects(0, 0);

	/**
	 * That of a process which nobody has asked.
	 */
	static final ClassHistogram NONE = new ClassHistogram();

	private final Map<String, Objects> classes = new HashMap<>();

	private ClassHistogram() {
	}

	static ClassHistogram of(long pid) throws IOException {
		ClassHistogram histogram = new ClassHistogram();
		Process jcmd = new ProcessBuilder(System.getProperty("java.home") + "/bin/jcmd", Long.toString(pid),
				"GC.class_histogram")
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		try (BufferedReader lines = jcmd.inputReader()) {
			lines.lines().map(LINE::matcher).filter(Matcher::matches).forEach(histogram::add);
		}
		return histogram;
	}

	private void add(Matcher line) {
		this.classes.put(line.group(3), new Objects(Long.parseLong(line.group(1)), Long.parseLong(line.group(2))));
	}

	/**
	 * The classes of which there is most more than before.
	 * @param before what there was before
	 * @param pieces by how many pieces the difference is divided
	 * @param number how many classes
	 * @return a table, in Markdown
	 */
	String growth(ClassHistogram before, int pieces, int number) {
		Table table = new Table("class", "objects each", "bytes each");
		List<Map.Entry<String, Objects>> grown = this.classes.entrySet()
			.stream()
			.map((entry) -> Map.entry(entry.getKey(),
					entry.getValue().since(before.classes.getOrDefault(entry.getKey(), NO_OBJECTS))))
			.sorted(Comparator.comparing((entry) -> -entry.getValue().bytes))
			.limit(number)
			.toList();
		for (Map.Entry<String, Objects> entry : grown) {
			table.row("`" + entry.getKey() + "`", "%.2f".formatted((double) entry.getValue().count / pieces),
					"%.0f".formatted((double) entry.getValue().bytes / pieces));
		}
		return table.toString();
	}

	/**
	 * The objects of a class.
	 *
	 * @param count how many
	 * @param bytes what they take on the heap, without what they refer to
	 */
	private record Objects(long count, long bytes) {

		Objects since(Objects before) {
			return new Objects(this.count - before.count, this.bytes - before.bytes);
		}

	}

}
