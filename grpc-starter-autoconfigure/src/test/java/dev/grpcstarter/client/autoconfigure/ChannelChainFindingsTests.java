package dev.grpcstarter.client.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import dev.grpcstarter.client.GrpcChannels;
import dev.grpcstarter.client.autoconfigure.ChannelPolicyTests.Interceptors;
import dev.grpcstarter.config.Finding;
import dev.grpcstarter.config.Findings;
import io.grpc.CallCredentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.Mockito;

import static org.assertj.core.api.Assertions.assertThat;

class ChannelChainFindingsTests {

	private static final String ECHO = "grpc.client.channels.echo.";

	private static final String DEFAULTS = "grpc.client.defaults.";

	@ParameterizedTest
	@CsvSource({ "deadline=1s,deadline", "deadline-reserve=1s,deadline", "metadata.x-key=a,metadata",
			"relay=x-key,context", "credentials=tokens,credentials" })
	void aKeyWhoseStageIsTakenOutIsNamed(String key, String stage) {
		String name = key.substring(0, key.indexOf('=')).replace(".x-key", "");
		for (String prefix : List.of(ECHO, DEFAULTS)) {
			assertThat(findings(prefix + key, DEFAULTS + "interceptors=-" + stage)).as(prefix)
				.singleElement()
				.satisfies((finding) -> {
					assertThat(finding.id()).isEqualTo("no-effect");
					assertThat(finding.key()).isEqualTo(prefix + name);
					assertThat(finding.what()).contains("'" + stage + "'", DEFAULTS + "interceptors");
				});
			assertThat(findings(prefix + key, DEFAULTS + "interceptors=-" + stage,
					ECHO + "methods[a.B/C].interceptors=" + stage))
				.as("where one method has it")
				.isEmpty();
			assertThat(findings(prefix + key)).isEmpty();
		}
	}

	@Test
	void theDeadlineOfAPatternIsNamedWhereItsOwnChainHasNone() {
		assertThat(findings(ECHO + "methods[a.B/C].deadline=1s", ECHO + "methods[a.B/*].interceptors=-deadline"))
			.extracting(Finding::key)
			.containsExactly(ECHO + "methods[a.B/C].deadline");
		assertThat(findings(ECHO + "methods[a.B/*].deadline=1s", ECHO + "methods[a.B/C].interceptors=-deadline"))
			.isEmpty();
	}

	@Test
	void whatTheDefaultsSayHasAnEffectIfOneChannelHasTheStage() {
		assertThat(findings(DEFAULTS + "metadata.x-key=a", DEFAULTS + "interceptors=-metadata",
				"grpc.client.channels.other.target=b:2", "grpc.client.channels.other.interceptors=*,metadata"))
			.isEmpty();
	}

	@Test
	void anInterceptorThatNoChannelUsesIsNamed() {
		assertThat(all(ECHO + "deadline=1s")).singleElement().satisfies((finding) -> {
			assertThat(finding.id()).isEqualTo("interceptor-unused");
			assertThat(finding.what()).contains("'audit'");
		});
		assertThat(all(ECHO + "methods[a.B/C].interceptors=*,audit")).isEmpty();
		assertThat(all(DEFAULTS + "interceptors=-outer", ECHO + "interceptors=*,audit")).extracting(Finding::what)
			.containsExactly("no channel's calls go through the interceptor bean 'outer'");
	}

	private static List<Finding> findings(String... properties) {
		return all(properties).stream().filter((finding) -> !finding.id().equals("interceptor-unused")).toList();
	}

	private static List<Finding> all(String... properties) {
		List<Finding> findings = new ArrayList<>();
		ClientRunner.clientOnly()
			.withUserConfiguration(Interceptors.class)
			.withBean("tokens", CallCredentials.class, () -> Mockito.mock(CallCredentials.class))
			.withPropertyValues(ECHO + "target=static://a:1")
			.withPropertyValues(properties)
			.run((context) -> {
				assertThat(context).hasSingleBean(GrpcChannels.class);
				findings.addAll(context.getBean(Findings.class).all());
			});
		return findings;
	}

}
