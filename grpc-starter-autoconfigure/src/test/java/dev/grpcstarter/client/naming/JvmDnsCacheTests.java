package dev.grpcstarter.client.naming;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class JvmDnsCacheTests {

	@ParameterizedTest
	@CsvSource(nullValues = "-", value = { "-, -, PT30S", "5, -, PT5S", "0, 7, PT0S", "-, 7, PT7S", "junk, 7, PT7S",
			"junk, junk, PT30S", "-1, 7, -", "-, -2, -" })
	void theSecurityPropertyComesFirst(@Nullable String security, @Nullable String system, @Nullable Duration time) {
		assertThat(JvmDnsCache.of((key) -> security, (key) -> system)).isEqualTo(new JvmDnsCache(time));
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-",
			value = { "PT30S, PT30S, false", "PT30S, PT29.999S, true", "PT0S, PT0.1S, false", "-, P900D, true" })
	void addressesAreTooOldIfTheJvmKeepsThemLonger(@Nullable Duration time, Duration age, boolean tooOld) {
		assertThat(new JvmDnsCache(time).keepsLongerThan(age)).isEqualTo(tooOld);
	}

}
