package dev.grpcstarter.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The snippets of the README are lines of this application, in the same order.
 */
class ReadmeTests {

	private static final Path ROOT = Path.of("..");

	private static final Pattern SNIPPET = Pattern.compile("<!-- (\\S+) -->\\n```\\w+\\n(.*?)```", Pattern.DOTALL);

	@TestFactory
	List<DynamicTest> everySnippetStandsInItsFile() throws IOException {
		Matcher snippets = SNIPPET.matcher(Files.readString(ROOT.resolve("README.md")));
		List<DynamicTest> tests = new ArrayList<>();
		while (snippets.find()) {
			String file = snippets.group(1);
			String snippet = snippets.group(2);
			tests.add(DynamicTest.dynamicTest(file,
					() -> assertThat(lines(Files.readString(ROOT.resolve(file)))).containsSubsequence(lines(snippet))));
		}
		assertThat(tests).hasSizeGreaterThanOrEqualTo(7);
		return tests;
	}

	private static List<String> lines(String text) {
		return text.lines()
			.map((line) -> line.replaceFirst(" #.*", "").strip())
			.filter((line) -> !line.isEmpty())
			.toList();
	}

}
