package dev.grpcstarter.config.autoconfigure;

import java.time.Duration;

import dev.grpcstarter.config.OrNone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

class OrNoneConverterTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrpcConfigurationAutoConfiguration.class))
		.withUserConfiguration(Application.class);

	@ParameterizedTest
	@ValueSource(strings = { "none", "NONE", " none " })
	void noneIsNoValue(String text) {
		this.runner.withPropertyValues("sample.time=" + text)
			.run((context) -> assertThat(context.getBean(Sample.class).time()).isEqualTo(OrNone.none()));
	}

	@ParameterizedTest
	@CsvSource({ "1ms, PT0.001S", "10ms, PT0.01S", "1050ms, PT1.05S", "1050, PT1.05S", "2h, PT2H", "1d, P1D",
			"PT1.5S, PT1.5S" })
	void anythingElseIsReadAsTheValueItselfIs(String text, Duration duration) {
		this.runner.withPropertyValues("sample.time=" + text)
			.run((context) -> assertThat(context.getBean(Sample.class).time()).isEqualTo(OrNone.of(duration)));
	}

	@Test
	void notSetTheDefaultHolds() {
		this.runner.run((context) -> {
			assertThat(context.getBean(Sample.class).time()).isEqualTo(OrNone.of(Duration.ofSeconds(5)));
			assertThat(context.getBean(Sample.class).number()).isNull();
		});
	}

	@Test
	void blankIsNotSet() {
		this.runner.withPropertyValues("sample.time=", "sample.number=").run((context) -> {
			assertThat(context.getBean(Sample.class).time()).isEqualTo(OrNone.of(Duration.ofSeconds(5)));
			assertThat(context.getBean(Sample.class).number()).isNull();
		});
	}

	@Test
	void numbersOfYamlAreRead() {
		this.runner.withInitializer(new ConfigDataApplicationContextInitializer())
			.withPropertyValues("spring.config.location=classpath:or-none.yml")
			.run((context) -> {
				assertThat(context.getBean(Sample.class).time()).isEqualTo(OrNone.of(Duration.ofMillis(1050)));
				assertThat(context.getBean(Sample.class).number()).isEqualTo(OrNone.of(7));
			});
	}

	@Test
	void whatIsNeitherStopsTheStart() {
		this.runner.withPropertyValues("sample.time=soon")
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("'soon'"));
	}

	@ConfigurationProperties("sample")
	record Sample(@DefaultValue("5s") OrNone<Duration> time, OrNone<Integer> number) {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(Sample.class)
	static class Application {

	}

}
