package dev.grpcstarter.client.tls;

import dev.grpcstarter.config.GrpcConfigurationException;
import org.junit.jupiter.api.Test;

import org.springframework.boot.ssl.DefaultSslBundleRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ClientTlsTests {

	private final ClientTls tls = new ClientTls(new DefaultSslBundleRegistry());

	@Test
	void allChannelsShareTheTlsOfTheJdk() {
		assertThat(this.tls.handshakesOfTheJdk("a").get()).isSameAs(this.tls.handshakesOfTheJdk("b").get());
	}

	@Test
	void aTrustStoreOfTheJdkThatCannotBeReadIsNotCalledABundle() {
		String property = "javax.net.ssl.trustStoreType";
		System.setProperty(property, "none-such");
		try {
			assertThatExceptionOfType(GrpcConfigurationException.class)
				.isThrownBy(() -> this.tls.handshakesOfTheJdk("grpc.client.channels.echo.ssl.enabled"))
				.satisfies((ex) -> assertThat(ex.problems()).singleElement().satisfies((problem) -> {
					assertThat(problem.what()).startsWith("the TLS of the JDK cannot be used: ");
					assertThat(problem.action()).contains("javax.net.ssl.trustStore").doesNotContain("spring.ssl");
				}));
		}
		finally {
			System.clearProperty(property);
		}
	}

}
