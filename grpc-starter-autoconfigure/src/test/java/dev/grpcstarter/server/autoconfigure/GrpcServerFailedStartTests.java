package dev.grpcstarter.server.autoconfigure;

import java.net.InetAddress;
import java.net.ServerSocket;

import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.server.GlobalServerInterceptor;
import dev.grpcstarter.server.GrpcService;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.FailedStart;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class GrpcServerFailedStartTests {

	@Test
	void whenThePortIsTakenTheFailureNamesTheKeyAndThePort(CapturedOutput output) throws Exception {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			int port = taken.getLocalPort();
			assertThat(FailedStart.analysis(output, Application.class, "grpc.server.address=127.0.0.1",
					"grpc.server.port=" + port))
				.contains("could not listen on 127.0.0.1:" + port, "grpc.server.port", "already uses port " + port,
						"set grpc.server.port to another port")
				.doesNotContain("\tat ");
		}
	}

	@Test
	void whenTheHostDoesNotExistTheFailureNamesTheKeyAndTheHost(CapturedOutput output) {
		assertThat(FailedStart.analysis(output, Application.class, "grpc.server.address=no-such-host.invalid",
				"grpc.server.port=0"))
			.contains("there is no host 'no-such-host.invalid'", "Set grpc.server.address to a host name");
	}

	@Test
	void whenTheAddressIsOfAnotherMachineTheFailureNamesTheKey(CapturedOutput output) {
		assertThat(
				FailedStart.analysis(output, Application.class, "grpc.server.address=192.0.2.1", "grpc.server.port=0"))
			.contains("could not listen on 192.0.2.1:0", "Set grpc.server.address to an address of this machine");
	}

	@Test
	void whenAnInProcessNameIsTakenTheFailureNamesTheKey(CapturedOutput output) {
		try (ConfigurableApplicationContext first = new SpringApplicationBuilder(Application.class)
			.properties("grpc.server.port=none", "grpc.server.in-process-name=taken")
			.web(WebApplicationType.NONE)
			.run()) {
			assertThat(first.isActive()).isTrue();
			assertThat(FailedStart.analysis(output, Application.class, "grpc.server.port=none",
					"grpc.server.in-process-name=taken"))
				.contains("could not listen on in-process:taken", "Set grpc.server.in-process-name");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					grpc.server.port                               | -7     | -7 is no TCP port | Set grpc.server.port to a port from 1 to 65535, to 0 for a free one, or to none
					grpc.server.port                               | 65536  | 65536 is no TCP port | Set grpc.server.port to a port from 1 to 65535
					grpc.server.port                               | none   | no other address on which the server could listen | Set grpc.server.port, grpc.server.unix-socket or grpc.server.in-process-name
					grpc.server.limits.inbound-message-size        | 4GB    | 4294967296 bytes are out of range, and only 1 to 2147483647 bytes (2 GB - 1) | Set grpc.server.limits.inbound-message-size to a size such as 4MB
					grpc.server.limits.inbound-message-size        | 2GB    | 2147483648 bytes | the largest is 2147483647B
					grpc.server.limits.inbound-message-size        | 0      | 0 bytes are out of range, and only 1 to | Set grpc.server.limits.inbound-message-size
					grpc.server.limits.inbound-metadata-size       | -1B    | -1 bytes are out of range, and only 1 to | Set grpc.server.limits.inbound-metadata-size
					grpc.server.limits.flow-control-window         | 64000B | 64000 bytes are less than 65535 bytes: HTTP/2 gives that to every connection | Set grpc.server.limits.flow-control-window to 65535B or more
					grpc.server.limits.flow-control-window         | 2GB    | 2147483648 bytes are out of range | the largest is 2147483647B
					grpc.server.limits.flow-control-window         | 0      | 0 bytes are out of range | Set grpc.server.limits.flow-control-window
					grpc.server.limits.concurrent-calls-per-connection | 0  | 0 calls are out of range, which begins at 1 | Set grpc.server.limits.concurrent-calls-per-connection to 1 or more, or to none
					grpc.server.limits.resets-per-window           | -1     | -1 resets are out of range, which begins at 1 | Set grpc.server.limits.resets-per-window to 1 or more, or to none
					grpc.server.limits.resets-per-window           | 3000000000 | 'grpc.server.limits.resets-per-window' | 3000000000
					grpc.server.limits.handshake-timeout           | 0      | 0s is less than 1ms: every connection would fail | Set grpc.server.limits.handshake-timeout to 1ms or more, or to none
					grpc.server.keepalive.permit-time              | 3h     | 10800s is more than 7200s: the transport permits every client to ping once in that time | Set grpc.server.keepalive.permit-time to 7200s or less
					grpc.server.keepalive.max-connection-age       | 1000d  | 1,000 days or more, which gRPC takes for no bound at all | Set grpc.server.keepalive.max-connection-age to a shorter duration, or to none
					grpc.server.keepalive.time                     | 2s     | 2s is less than 10s | Set grpc.server.keepalive.time to 10s or more, or to none for no pings
					grpc.server.keepalive.timeout                  | 0      | is less than 10ms | Set grpc.server.keepalive.timeout to 10ms or more
					grpc.server.keepalive.permit-time              | -1s    | -1s is less than 0s | Set grpc.server.keepalive.permit-time to 0s or more
					grpc.server.keepalive.max-connection-idle      | 10ms   | 10ms is less than 1s | Set grpc.server.keepalive.max-connection-idle to 1s or more, or to none
					grpc.server.keepalive.max-connection-age       | 0      | is less than 1s | Set grpc.server.keepalive.max-connection-age to 1s or more, or to none
					grpc.server.keepalive.max-connection-age-grace | -1s    | -1s is less than 0s | Set grpc.server.keepalive.max-connection-age-grace to 0s or more, or to none
					grpc.server.compression                        | zip    | gRPC knows no compression 'zip' | Set grpc.server.compression to gzip or identity
					grpc.server.shutdown.grace                     | -5s    | -5s is less than 0s | Set grpc.server.shutdown.grace to 0s or more
					""")
	void whenAValueCannotBeUsedTheFailureNamesTheKeyAndSaysWhatToWrite(String key, String value, String what,
			String action, CapturedOutput output) {
		assertThat(FailedStart.analysis(output, Application.class, key + "=" + value)).contains(key, what, action)
			.doesNotContain("\tat ");
	}

	@Test
	void allWrongValuesAreReportedTogether(CapturedOutput output) {
		assertThat(FailedStart.analysis(output, Application.class, "grpc.server.port=-7",
				"grpc.server.limits.inbound-message-size=4GB", "grpc.server.keepalive.time=1ms"))
			.contains("-7 is no TCP port", "4294967296 bytes", "1ms is less than 10s");
	}

	@Test
	void whenAPortIsNoNumberTheFailureShowsTheKeyAndTheValue(CapturedOutput output) {
		assertThat(FailedStart.analysis(output, Application.class, "grpc.server.port=http"))
			.contains("grpc.server.port", "'http' is neither a valid integer nor 'none'")
			.doesNotContain("\tat ");
	}

	@Test
	void twoServicesOfOneNameStopTheStartAndBothAreNamed(CapturedOutput output) {
		assertThat(FailedStart.analysis(output, TwoOfOneName.class, "grpc.server.port=0"))
			.contains("the beans 'one' and 'other' both serve testing.Echo", "Remove one of 'one' and 'other'")
			.doesNotContain("\tat ");
	}

	@Test
	void anAnnotatedBeanThatIsNoServiceStopsTheStart(CapturedOutput output) {
		assertThat(FailedStart.analysis(output, NoService.class, "grpc.server.port=0")).contains(
				"the bean 'plain' (java.lang.StringBuilder) is annotated with @GrpcService but is no io.grpc.BindableService",
				"extend the *ImplBase class")
			.doesNotContain("\tat ");
	}

	@Test
	void anAnnotatedBeanThatIsNoInterceptorStopsTheStart(CapturedOutput output) {
		assertThat(FailedStart.analysis(output, NoInterceptor.class, "grpc.server.port=0")).contains(
				"the bean 'plain' (java.lang.StringBuilder) is annotated with @GlobalServerInterceptor but is no io.grpc.ServerInterceptor");
	}

	@Test
	void aGlobalInterceptorThatAServiceNamesAgainStopsTheStart(CapturedOutput output) {
		assertThat(FailedStart.analysis(output, InterceptedTwice.class, "grpc.server.port=0")).contains(
				"the service bean 'echo' asks for the interceptor 'audit', which is a global one and would run twice");
	}

	@Test
	void anInterceptorOfAServiceThatDoesNotExistStopsTheStart(CapturedOutput output) {
		assertThat(FailedStart.analysis(output, UnknownInterceptor.class, "grpc.server.port=0"))
			.contains("the service bean 'echo' asks for the interceptor 'audit', which is no bean");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ GrpcConfigurationAutoConfiguration.class, GrpcBuiltInServicesAutoConfiguration.class,
			GrpcServerAutoConfiguration.class })
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoOfOneName extends Application {

		@Bean
		EchoService one() {
			return new EchoService();
		}

		@Bean
		EchoService other() {
			return new EchoService();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoService extends Application {

		@Bean
		@GrpcService
		StringBuilder plain() {
			return new StringBuilder();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoInterceptor extends Application {

		@Bean
		@GlobalServerInterceptor
		StringBuilder plain() {
			return new StringBuilder();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class InterceptedTwice extends Application {

		@Bean
		@GrpcService(interceptorNames = "audit")
		EchoService echo() {
			return new EchoService();
		}

		@Bean
		@GlobalServerInterceptor
		ServerInterceptor audit() {
			return new ServerInterceptor() {

				@Override
				public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
						ServerCallHandler<Q, R> next) {
					return next.startCall(call, headers);
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UnknownInterceptor extends Application {

		@Bean
		@GrpcService(interceptorNames = "audit")
		EchoService echo() {
			return new EchoService();
		}

	}

}
