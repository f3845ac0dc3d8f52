package dev.grpcstarter.sample;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The snippets of the README and of the guide are lines of files that are compiled, in
 * the same order, and their keys of gRPC are those of the starter.
 */
class ReadmeTests {

	private static final Path ROOT = Path.of("..");

	private static final List<String> PAGES = List.of("README.md", "src/docs/client.md", "src/docs/policies.md",
			"src/docs/context.md");

	private static final Pattern SNIPPET = Pattern.compile("<!-- (\\S+) -->\\n```\\w+\\n(.*?)```", Pattern.DOTALL);

	@TestFactory
	List<DynamicTest> everySnippetStandsInItsFile() throws IOException {
		Matcher snippets = SNIPPET.matcher(pages());
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

	@Test
	void everyKeyIsOneThatExists() throws IOException {
		Set<String> known = knownKeys();
		Matcher blocks = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL).matcher(pages());
		List<String> keys = new ArrayList<>();
		while (blocks.find()) {
			YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
			yaml.setResources(new ByteArrayResource(blocks.group(1).getBytes(StandardCharsets.UTF_8)));
			yaml.getObject().stringPropertyNames().stream().filter((key) -> key.startsWith("grpc.")).forEach(keys::add);
		}
		assertThat(keys).hasSizeGreaterThan(10)
			.allSatisfy((key) -> assertThat(known).contains(key.replaceFirst("\\[\\d+]$", "")
				.replaceFirst("^grpc\\.client\\.channels\\.[^.]+", "grpc.client.defaults")
				.replaceFirst("^(grpc\\.client\\.defaults\\.methods)\\[.*", "$1")
				.replaceFirst("^(grpc\\.server\\.methods)\\[.*", "$1")
				.replaceFirst("^(grpc\\.server\\.health\\.services)\\[.+]\\.group$", "$1")
				.replaceFirst("^(management\\.endpoint\\.health\\.group)\\..+", "$1")));
	}

	private static String pages() throws IOException {
		StringBuilder pages = new StringBuilder();
		for (String page : PAGES) {
			pages.append(Files.readString(ROOT.resolve(page)));
		}
		return pages.toString();
	}

	private static Set<String> knownKeys() throws IOException {
		Set<String> known = new HashSet<>();
		for (URL metadata : Collections
			.list(ReadmeTests.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream json = metadata.openStream()) {
				List<String> names = JsonPath.parse(json).read("$.properties[*].name");
				known.addAll(names);
			}
		}
		return known;
	}

	private static List<String> lines(String text) {
		return text.lines()
			.map((line) -> line.replaceFirst(" #.*", "").strip())
			.filter((line) -> !line.isEmpty())
			.toList();
	}

}
