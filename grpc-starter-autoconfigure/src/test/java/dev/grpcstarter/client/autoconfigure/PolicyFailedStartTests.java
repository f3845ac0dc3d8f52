package dev.grpcstarter.client.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import dev.grpcstarter.client.autoconfigure.ChannelPolicyTests.Interceptors;
import dev.grpcstarter.config.GrpcConfigurationException;
import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.testing.FailedStart;
import io.grpc.CallCredentials;
import io.grpc.ClientInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is wrong with what calls go through stops the start.
 */
@ExtendWith(OutputCaptureExtension.class)
class PolicyFailedStartTests {

	private static final String ECHO = "grpc.client.channels.echo.";

	@ParameterizedTest
	@ValueSource(strings = { "grpc.client.defaults.", ECHO })
	void whatIsWrongIsReportedUnderTheKeyWhereItIsWritten(String prefix, CapturedOutput output) {
		assertThat(FailedStart.analysis(output, Application.class, ECHO + "target=a:1", prefix + "deadline=0",
				prefix + "deadline-reserve=-1s", prefix + "methods[a.B/C].deadline=0ms", prefix + "interceptors=*,*,-*",
				prefix + "methods[a.B/C].interceptors=", prefix + "relay=grpc-timeout,:path,x y,x-id,X-ID,te,-bin"))
			.contains(prefix + "deadline (", "0s is less than 1ms: every call would fail",
					prefix + "deadline-reserve (",
					"-1s is less than 0s: a call cannot outlive the one that it is made for",
					prefix + "methods[a.B/C].deadline (", prefix + "interceptors (", "'*' is there more than once",
					prefix + "methods[a.B/C].interceptors (",
					"a list without entries would leave no interceptor at all", prefix + "relay (",
					"gRPC itself sets 'grpc-timeout'", "':path' is no key of metadata", "'x y' is no key of metadata",
					"'X-ID' is there more than once", "gRPC itself sets 'te'", "'-bin' is no key of metadata")
			.doesNotContain("\tat ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc.client.defaults.", ECHO, "grpc.client.defaults.methods[a.B/*].",
			ECHO + "methods[a.B/C]." })
	void anUnknownInterceptorIsAnsweredWithTheNearestOne(String prefix, CapturedOutput output) {
		assertThat(FailedStart.analysis(output, Application.class, ECHO + "target=a:1",
				prefix + "interceptors=*,audti,-deadlin"))
			.contains(prefix + "interceptors (", "there is no interceptor 'audti'", "Did you mean 'audit'?",
					"there is no interceptor 'deadlin'", "Did you mean 'deadline'?",
					"There are: audit, context, credentials, deadline, inner, logging, metadata, metrics, outer, tracing.")
			.doesNotContain("\tat ");
	}

	@Test
	void metricsCanNeitherBeTakenOutNorMoved(CapturedOutput output) {
		assertThat(FailedStart.analysis(output, Application.class, ECHO + "target=a:1", ECHO + "interceptors=-metrics",
				"grpc.client.defaults.interceptors=*,metrics"))
			.contains("'metrics' acts before all interceptors, and cannot be taken out",
					"'metrics' acts before all interceptors, and cannot be moved");
	}

	@ParameterizedTest
	@ValueSource(strings = { "E.deadline=1s E.deadline-reserve=2s", "E.deadline=none E.deadline-reserve=20s",
			"E.deadline-reserve=20s", "D.deadline=1s E.deadline=30s D.deadline-reserve=500ms",
			"E.deadline-reserve=2s E.methods[a.B/C].deadline=1s" })
	void aReserveIsOfWhatAHandlerHasAndMayBeLongerThanWhatItsCallsGet(String written) {
		ClientRunner.clientOnly()
			.withPropertyValues(ECHO + "target=a:1")
			.withPropertyValues(keys(written).split(" "))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void anInterceptorThatIsNamedLikeAStageStopsTheStart() {
		ClientRunner.clientOnly()
			.withBean("deadline", ClientInterceptor.class, () -> Mockito.mock(ClientInterceptor.class))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(GrpcConfigurationException.class)
				.hasMessageContaining("the ClientInterceptor bean 'deadline' has the name of a stage"));
	}

	@Test
	void anInterceptorInPlaceOfTheCredentialsAndTheirKeyContradictEachOther() {
		ClientRunner.clientOnly()
			.withBean("credentials", ClientInterceptor.class, () -> Mockito.mock(ClientInterceptor.class))
			.withBean("tokens", CallCredentials.class, () -> Mockito.mock(CallCredentials.class))
			.withPropertyValues(ECHO + "target=a:1", ECHO + "credentials=tokens")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(GrpcConfigurationException.class)
				.hasMessageContaining(ECHO + "credentials")
				.hasMessageContaining(
						"the ClientInterceptor bean 'credentials' has the place of the stage that would send the credentials 'tokens'"));
	}

	@Test
	void namesAreCheckedWithoutAnyInterceptorBeingMade() {
		List<String> made = new ArrayList<>();
		ClientRunner.clientOnly().withBean("audit", ClientInterceptor.class, () -> {
			made.add("audit");
			return Mockito.mock(ClientInterceptor.class);
		}, (definition) -> definition.setLazyInit(true))
			.withPropertyValues(ECHO + "target=a:1", ECHO + "interceptors=*,audti")
			.run((context) -> assertThat(context).hasFailed());
		assertThat(made).isEmpty();
	}

	@Test
	void anInterceptorThatIsOnlyNamedInAListStopsTheStartIfItCannotBeMade() {
		ClientRunner.clientOnly().withBean("audit", ClientInterceptor.class, () -> {
			throw new IllegalStateException("no audit today");
		}, (definition) -> definition.setLazyInit(true))
			.withPropertyValues(ECHO + "target=a:1", ECHO + "methods[a.B/C].interceptors=*,audit")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessage("no audit today"));
	}

	private static String keys(String written) {
		return written.replace("E.", ECHO).replace("D.", "grpc.client.defaults.");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ GrpcConfigurationAutoConfiguration.class, GrpcClientAutoConfiguration.class })
	@Import(Interceptors.class)
	static class Application {

	}

}
