package dev.grpcstarter.client.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.grpcstarter.client.ChannelPolicy;
import dev.grpcstarter.client.GlobalClientInterceptor;
import dev.grpcstarter.client.GrpcChannels;
import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.Mockito;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the keys of a channel and of the defaults come to, in the words of the summary.
 */
@ExtendWith(OutputCaptureExtension.class)
class ChannelPolicyTests {

	private static final String ECHO = "grpc.client.channels.echo.";

	private static final String DEFAULTS = "grpc.client.defaults.";

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					                                                        | deadline(15s) > outer > inner
					E.deadline=2s                                           | deadline(2s) > outer > inner
					D.deadline=3s                                           | deadline(3s) > outer > inner
					E.deadline=2s  D.deadline=3s                            | deadline(2s) > outer > inner
					E.deadline=none                                         | outer > inner
					E.deadline=none  D.deadline-reserve=50ms                | deadline(reserve 50ms) > outer > inner
					E.deadline-reserve=50ms  D.deadline-reserve=1s          | deadline(15s, reserve 50ms) > outer > inner
					E.deadline-reserve=0ms  D.deadline-reserve=1s           | deadline(15s) > outer > inner
					E.relay=X-Tenant,x-id-bin  D.relay=x-other              | context(x-tenant, x-id-bin) > deadline(15s) > outer > inner
					E.relay=  D.relay=x-other                               | deadline(15s) > outer > inner
					E.metadata.x-key=secret                                 | deadline(15s) > metadata(x-key) > outer > inner
					E.credentials=tokens                                    | deadline(15s) > credentials(tokens) > outer > inner
					E.wait-for-ready=true  E.compression=gzip               | deadline(15s) > outer > inner
					E.interceptors=*,audit                                  | deadline(15s) > outer > inner > audit
					E.interceptors=audit                                    | audit
					E.interceptors=-outer                                   | deadline(15s) > inner
					E.interceptors=inner,*                                  | inner > deadline(15s) > outer
					E.interceptors=*,-outer,audit                           | deadline(15s) > inner > audit
					D.interceptors=*,audit  E.interceptors=-outer           | deadline(15s) > inner > audit
					D.interceptors=*,audit  E.interceptors=inner            | inner
					D.interceptors=-audit,*  E.interceptors=audit,*         | audit > deadline(15s) > outer > inner
					E.methods[a.B/C].deadline=1s                            | deadline(15s) > outer > inner; a.B/C: deadline(1s) > outer > inner
					E.methods[a.B/C].deadline=none                          | deadline(15s) > outer > inner; a.B/C: outer > inner
					E.methods[a.B/C].deadline=1s  E.methods[a.B/*].deadline=2s | deadline(15s) > outer > inner; a.B/*: deadline(2s) > outer > inner; a.B/C: deadline(1s) > outer > inner
					E.deadline=2s  D.methods[a.B/C].deadline=1s             | deadline(2s) > outer > inner; a.B/C: deadline(2s) > outer > inner
					E.methods[*].deadline=1s  E.deadline=2s                 | deadline(1s) > outer > inner
					E.methods[a.B/C].interceptors=*,audit  E.interceptors=-outer | deadline(15s) > inner; a.B/C: deadline(15s) > inner > audit
					E.methods[a.B/C].interceptors=audit                     | deadline(15s) > outer > inner; a.B/C: audit
					D.methods[a.B/C].interceptors=*,audit  E.interceptors=-outer | deadline(15s) > inner; a.B/C: deadline(15s) > inner > audit
					E.methods[a.B/C].retry.max-attempts=2                   | deadline(15s) > outer > inner
					""")
	void everyKeyIsLookedForByItselfAndListsBuildOnEachOther(String keys, String chains) {
		String[] properties = (keys != null) ? keys.replace("E.", ECHO).replace("D.", DEFAULTS).split("  +")
				: new String[0];
		runner().withPropertyValues(properties)
			.run((context) -> assertThat(context.getBean(GrpcChannels.class).policies()).extracting(ChannelPolicy::line)
				.containsExactly("Channel 'echo' to static://a:1: " + chains));
	}

	@Test
	void theSummaryIsLoggedAndHasNoSecrets(CapturedOutput output) {
		runner()
			.withPropertyValues(ECHO + "metadata.x-api-key=secret", ECHO + "interceptors=outer",
					"grpc.client.channels.other.target=b:2", "grpc.client.channels.other.metadata.x-api-key=secret")
			.run((context) -> assertThat(output.getAll()).contains("Channel 'echo' to static://a:1: outer",
					"Channel 'other' to b:2: deadline(15s) > metadata(x-api-key) > outer > inner"));
		assertThat(output.getAll().lines().filter((line) -> line.contains("Channel '"))).hasSize(2)
			.allSatisfy((line) -> assertThat(line).doesNotContain("secret"));
	}

	@Test
	void whatIsWrittenIsNamedWithItsPlace() {
		runner()
			.withPropertyValues(DEFAULTS + "deadline=3s", ECHO + "interceptors=-outer",
					ECHO + "methods[a.B/C].interceptors=-inner")
			.run((context) -> assertThat(context.getBean(GrpcChannels.class).policies().get(0).methods())
				.extracting((methods) -> methods.policy().origins())
				.containsExactly(Map.of("deadline", DEFAULTS + "deadline", "interceptors", ECHO + "interceptors"), Map
					.of("deadline", DEFAULTS + "deadline", "interceptors", ECHO + "methods[a.B/C].interceptors")));
	}

	@Test
	void anInterceptorThatIsNamedLikeAnOpenStageTakesItsPlace() {
		runner().withBean("credentials", ClientInterceptor.class, () -> Interceptors.noting("signed", List.of()))
			.withPropertyValues(ECHO + "metadata.x-key=a")
			.run((context) -> assertThat(context.getBean(GrpcChannels.class).policies()).extracting(ChannelPolicy::line)
				.containsExactly("Channel 'echo' to static://a:1: "
						+ "deadline(15s) > metadata(x-key) > credentials > outer > inner"));
	}

	@Test
	void whereNothingIsLeftThatIsSaid() {
		runner().withPropertyValues(ECHO + "interceptors=-deadline,-outer,-inner")
			.run((context) -> assertThat(context.getBean(GrpcChannels.class).policies()).extracting(ChannelPolicy::line)
				.containsExactly("Channel 'echo' to static://a:1: nothing"));
	}

	private static ApplicationContextRunner runner() {
		return ClientRunner.clientOnly()
			.withUserConfiguration(Interceptors.class)
			.withBean("tokens", CallCredentials.class, () -> Mockito.mock(CallCredentials.class))
			.withPropertyValues(ECHO + "target=static://a:1");
	}

	/**
	 * Interceptors that note their names in the order in which calls come by.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Interceptors {

		final List<String> seen = new ArrayList<>();

		@Bean
		@Order(1)
		@GlobalClientInterceptor
		ClientInterceptor outer() {
			return noting("outer", this.seen);
		}

		@Bean
		@Order(2)
		@GlobalClientInterceptor
		ClientInterceptor inner() {
			return noting("inner", this.seen);
		}

		@Bean
		ClientInterceptor audit() {
			return noting("audit", this.seen);
		}

		List<String> take() {
			List<String> seen = Stream.of(this.seen.toArray(String[]::new)).toList();
			this.seen.clear();
			return seen;
		}

		static ClientInterceptor noting(String name, List<String> seen) {
			return new ClientInterceptor() {

				@Override
				public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options,
						Channel next) {
					seen.add(name);
					return next.newCall(method, options);
				}

			};
		}

	}

}
