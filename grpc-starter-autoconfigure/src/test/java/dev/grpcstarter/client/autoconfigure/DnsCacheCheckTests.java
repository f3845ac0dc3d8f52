package dev.grpcstarter.client.autoconfigure;

import java.time.Duration;
import java.util.List;

import dev.grpcstarter.client.LoadBalancingPolicies;
import dev.grpcstarter.client.naming.JvmDnsCache;
import dev.grpcstarter.client.naming.NameResolvers;
import dev.grpcstarter.config.Finding;
import dev.grpcstarter.config.Findings;
import dev.grpcstarter.config.UnbracketedPatterns;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class DnsCacheCheckTests {

	@Test
	void addressesThatTheJvmKeepsForLongerAreAFinding() {
		assertThat(findings(Duration.ofSeconds(30), "shop:9090", "1500ms")).containsExactly(new Finding("dns-cache",
				"grpc.client.channels.echo.dns-refresh",
				"addresses of 'shop:9090' are looked up every 1500ms, but the JVM keeps what it knows for 30s",
				"Set the security property networkaddress.cache.ttl=1 in a file that -Djava.security.properties names, or start the JVM with -Dsun.net.inetaddr.ttl=1, or set grpc.client.channels.echo.dns-refresh to 30s."));
	}

	@Test
	void addressesThatTheJvmKeepsForEverAreAFinding() {
		assertThat(findings(null, "static://shop:1,127.0.0.1:2", "30s")).singleElement()
			.satisfies((finding) -> assertThat(finding.what()).endsWith("for ever"))
			.satisfies((finding) -> assertThat(finding.action()).endsWith("-Dsun.net.inetaddr.ttl=30."));
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1:1", "static://127.0.0.1:1,[::1]:2", "unix:/run/app.sock", "in-process:app" })
	void whereNoNameIsLookedUpThereIsNoFinding(String target) {
		assertThat(findings(null, target, "1s")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "30s", "none", "1h" })
	void whereTheAgeIsKeptThereIsNoFinding(String refresh) {
		assertThat(findings(Duration.ofSeconds(30), "shop:9090", refresh)).isEmpty();
	}

	private static List<Finding> findings(@Nullable Duration kept, String target, String refresh) {
		Findings findings = new Findings();
		ClientRunner.clientOnly()
			.withPropertyValues("grpc.client.channels.echo.target=" + target,
					"grpc.client.channels.echo.dns-refresh=" + refresh)
			.run((context) -> new DnsCacheCheck(new JvmDnsCache(kept), findings).check(ChannelDefinitions.of(
					context.getBean(GrpcClientProperties.class), context.getBean(NameResolvers.class),
					context.getBean(LoadBalancingPolicies.class), new UnbracketedPatterns(context.getEnvironment()))));
		return findings.all();
	}

}
