package dev.grpcstarter.client.autoconfigure;

import dev.grpcstarter.client.ChannelBuilderCustomizer;
import dev.grpcstarter.client.GlobalClientInterceptor;
import dev.grpcstarter.client.GrpcChannels;
import dev.grpcstarter.client.GrpcClient;
import dev.grpcstarter.config.GrpcConfigurationException;
import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.FailedStart;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.NameResolverProvider;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class GrpcClientFailedStartTests {

	private static final String TARGET = "grpc.client.channels.echo.target=dns:///localhost:9090";

	@Test
	void anUnknownChannelStopsTheStartAndTheKnownOnesAreListed(CapturedOutput output) {
		assertThat(FailedStart.analysis(output, AsksForOrders.class, TARGET,
				"grpc.client.channels.mirror.target=dns:///localhost:9091"))
			.contains("@GrpcClient(\"orders\") on", "of " + AsksForOrders.Caller.class.getName(),
					"there is no channel 'orders'; the configured channels are [echo, mirror]",
					"Ask for one of the configured channels, [echo, mirror], or configure 'orders' (from the environment: GRPC_CLIENT_CHANNELS_ORDERS_TARGET)",
					"      orders:\n        target: dns:///orders:9090")
			.doesNotContain("\tat ");
	}

	@Test
	void anUnknownChannelStopsTheStartWhereNoneIsConfigured(CapturedOutput output) {
		assertThat(FailedStart.analysis(output, AsksForOrders.class)).contains("the configured channels are []",
				"Configure 'orders' (from");
	}

	@Test
	void anUnknownChannelThatIsAskedForByNameStopsTheStart(CapturedOutput output) {
		assertThat(FailedStart.analysis(output, AsksByName.class, TARGET)).contains("there is no channel 'orders'");
	}

	@Test
	void theLinesToPasteAreOnesThatTheNextStartAccepts(CapturedOutput output) {
		assertThat(FailedStart.analysis(output, AsksInCamelCase.class)).contains("      order-service:\n",
				"GRPC_CLIENT_CHANNELS_ORDERSERVICE_TARGET");
	}

	@Test
	void withTheClientSwitchedOffTheFailureSaysSo(CapturedOutput output) {
		assertThat(FailedStart.analysis(output, AsksForEcho.class, TARGET, "grpc.client.enabled=false")).contains(
				"asks for @GrpcClient(\"echo\")", "this application has no gRPC client",
				"Remove grpc.client.enabled=false");
	}

	@Test
	void withoutAClientTheFailureIsFoundBehindOtherBeansToo(CapturedOutput output) {
		assertThat(FailedStart.analysis(output, NeedsTheCaller.class, TARGET, "grpc.client.enabled=off"))
			.contains("asks for @GrpcClient(\"echo\")", "Remove grpc.client.enabled=false");
	}

	@Test
	void aNameThatCannotBeAKeyIsNotPrintedAsOne(CapturedOutput output) {
		assertThat(FailedStart.analysis(output, AsksWithADot.class))
			.contains("there is no channel 'shop.inventory'", "one with a name in kebab-case, such as order-service")
			.doesNotContain("target:");
	}

	@Test
	void aStubThatIsAskedForByTypeAloneIsToldHowToNameItsChannel(CapturedOutput output) {
		assertThat(FailedStart.analysis(output, AsksForEchoByType.class, "grpc.client.channels.shop.target=x:1",
				"grpc.client.channels.orders.target=x:1"))
			.contains("The bean '" + AsksForEchoByType.Caller.class.getName() + "' asks for ",
					"dev.grpcstarter.testing.EchoGrpc$EchoBlockingStub, a stub of testing.Echo, at constructor parameter 0, and",
					"Name one of the configured channels, [orders, shop], there with @GrpcClient(\"orders\"), or let",
					"      echo:\n        target: dns:///echo:9090\n        services: [testing.Echo]\n")
			.doesNotContain("Consider defining a bean");
	}

	@Test
	void theLinesToPasteAddToAChannelThatExists(CapturedOutput output) {
		assertThat(FailedStart.analysis(output, AsksForEchoByType.class, TARGET)).contains("@GrpcClient(\"echo\")",
				"      echo:\n        services: [testing.Echo]\n");
		assertThat(FailedStart.analysis(output, AsksForEchoByType.class)).contains("Let a channel list the service",
				"      echo:\n        target: dns:///echo:9090\n        services: [testing.Echo]\n");
	}

	@Test
	void withoutAClientAStubThatIsAskedForByTypeIsLeftToBoot(CapturedOutput output) {
		assertThat(FailedStart.analysis(output, AsksForEchoByType.class, "grpc.client.enabled=false"))
			.contains("Consider defining a bean");
	}

	@Test
	void aServiceThatTwoChannelsListStopsTheStart(CapturedOutput output) {
		assertThat(FailedStart.analysis(output, Application.class, TARGET,
				"grpc.client.channels.echo.services=testing.Mirror,testing.Echo",
				"grpc.client.channels.other.target=x:1", "grpc.client.channels.other.services[0]=testing.Echo"))
			.contains("grpc.client.channels.other.services[0]",
					"grpc.client.channels.echo.services lists 'testing.Echo' too",
					"List 'testing.Echo' in one of them, and ask for the stubs of the other with @GrpcClient(\"echo\") or @GrpcClient(\"other\").");
	}

	@Test
	void aBlankNameStopsTheStart(CapturedOutput output) {
		assertThat(FailedStart.analysis(output, AsksByPlaceholder.class, TARGET, "shop.channel="))
			.contains("@GrpcClient(\"${shop.channel}\") on field 'echo'", "names no channel",
					"such as @GrpcClient(\"inventory\")")
			.doesNotContain("\tat ");
	}

	@Test
	void aPlaceholderThatIsNotSetStopsTheStart(CapturedOutput output) {
		assertThat(FailedStart.analysis(output, AsksByPlaceholder.class, TARGET))
			.contains("@GrpcClient(\"${shop.channel}\") on field 'echo'",
					"Could not resolve placeholder 'shop.channel'", "Set that property")
			.doesNotContain("\tat ");
	}

	@ParameterizedTest
	@ValueSource(classes = { NeedsAStubToCustomize.class, NeedsAStubToCustomizeTheStubOfAnother.class,
			NeedsAStubToResolveNames.class })
	void aCustomizerThatAsksForAStubIsToldToAskLater(Class<?> application, CapturedOutput output) {
		assertThat(FailedStart.analysis(output, application, TARGET))
			.contains("@GrpcClient(\"echo\") on ", "cannot be resolved yet",
					"every gRPC channel is made with the help of the bean that asks for it",
					"Take an ObjectProvider there, and get the stub from it at first use.")
			.contains("method 'customizer' parameter 0")
			.doesNotContain("\tat ");
	}

	@Test
	void anInterceptorThatCallsWhileItIsCreatedStopsTheStart(CapturedOutput output) {
		assertThat(FailedStart.analysis(output, CallsTooEarly.class, TARGET)).contains(
				"while the bean 'early', which the interceptors need, was still being created",
				"Let 'early' make its first call when it intercepts one");
	}

	@Test
	void onAClassPathWithoutTheClientTheFailureNamesTheStarter(CapturedOutput output) {
		assertThat(FailedStart.analysis(output, AsksForEchoWithoutClient.class))
			.contains("this application has no gRPC client", "Add the dependency dev.grpcstarter:grpc-starter-client");
	}

	@Test
	void severalBeansThatCouldReplaceTheStubAreNamed(CapturedOutput output) {
		assertThat(FailedStart.analysis(output, SeveralReplacements.class, TARGET))
			.contains("required a single bean, but 2 were found", "oneStub", "otherStub")
			.doesNotContain("no gRPC client");
	}

	@Test
	void theErrorOfACustomizerIsNotBlamedOnTheTarget() {
		ClientRunner.withServerOverTcp()
			.withBean(ChannelBuilderCustomizer.class, () -> (channel, builder) -> builder.maxInboundMessageSize(-1))
			.withBean(AsksForEcho.Caller.class)
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(IllegalArgumentException.class)
				.hasStackTraceContaining("maxInboundMessageSize")
				.satisfies((failure) -> assertThat(failure).doesNotHave(new Condition<>(
						GrpcClientFailedStartTests::isConfigurationFailure, "a failure of the configuration"))));
	}

	@Test
	void aTypeThatIsNoStubStopsTheStart(CapturedOutput output) {
		assertThat(FailedStart.analysis(output, AsksForText.class, TARGET)).contains(
				"@GrpcClient(\"echo\") on field 'text'", "java.lang.String is no generated stub and no channel",
				"Let it have the type of a generated stub");
	}

	@Test
	void anAnnotatedBeanThatIsNoInterceptorStopsTheStart(CapturedOutput output) {
		assertThat(FailedStart.analysis(output, NoInterceptor.class, TARGET)).contains(
				"the bean 'plain' (java.lang.StringBuilder) is annotated with @GlobalClientInterceptor but is no io.grpc.ClientInterceptor");
	}

	@Test
	void aTargetThatNoResolverUnderstandsStopsTheStart(CapturedOutput output) {
		assertThat(FailedStart.analysis(output, AsksForEcho.class, "grpc.client.channels.echo.target=xds:///host"))
			.contains("grpc.client.channels.echo.target",
					"there is no name resolver for the scheme 'xds' of 'xds:///host'",
					"only for dns, static, unix, in-process",
					"Set grpc.client.channels.echo.target to dns:///host:9090");
	}

	@Test
	void aChannelNameThatIsNotInKebabCaseStopsTheStart(CapturedOutput output) {
		assertThat(FailedStart.analysis(output, Application.class, "grpc.client.channels.Echo_Service.target=x:1"))
			.contains("grpc.client.channels.Echo_Service (", "'Echo_Service' is no channel name", "kebab-case");
	}

	@Test
	void aWrongDefaultIsReportedOnceAndUnderItsOwnName(CapturedOutput output) {
		assertThat(FailedStart.analysis(output, Application.class, TARGET, "grpc.client.channels.other.target=x:1",
				"grpc.client.defaults.deadline=0"))
			.containsOnlyOnce("every call would fail")
			.contains("Set grpc.client.defaults.deadline to 1ms or more");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					grpc.client.channels.echo.target                       | ''    | the channel has no target | Set grpc.client.channels.echo.target to where it connects, such as dns:///echo:9090
					grpc.client.channels.echo.target                       | in-process: | names no server | grpc.server.in-process-name
					grpc.client.channels.echo.target                       | unix: | names no Unix socket | grpc.client.channels.echo.target to unix: and a path of at most 107 bytes
					grpc.client.channels.echo.target                       | unix://host/path | names no Unix socket | such as unix:/run/app.sock
					grpc.client.channels.echo.target                       | unix:///run/an app.sock | names no Unix socket | with a space written as %20
					grpc.client.channels.echo.target                       | dns:///host:99999 | ends in 99999, which is no port | a port from 1 to 65535
					grpc.client.channels.echo.target                       | localhost:0 | ends in 0, which is no port | a port from 1 to 65535
					grpc.client.channels.echo.target                       | [::1]:0 | ends in 0, which is no port | a port from 1 to 65535
					grpc.client.channels.echo.target                       | dns://inventory:9090 | where the address of a DNS server stands | Set grpc.client.channels.echo.target to dns:///inventory:9090
					grpc.client.channels.echo.target                       | https://inventory | is the address of a web page | to dns:///inventory:443, and ssl.enabled of the same channel to true
					grpc.client.defaults.target                            | x:1   | channels cannot share it | grpc.client.channels.<name>.target
					grpc.client.channels.echo.keepalive.time               | 1s    | 1s is less than 10s | Set grpc.client.channels.echo.keepalive.time to 10s or more, or to none
					grpc.client.defaults.keepalive.time                    | 1s    | 1s is less than 10s | Set grpc.client.defaults.keepalive.time to 10s or more, or to none
					grpc.client.channels.echo.keepalive.timeout            | 0     | is less than 10ms | Set grpc.client.channels.echo.keepalive.timeout to 10ms or more
					grpc.client.channels.echo.idle-timeout                 | 1ms   | 1ms is less than 1s | Set grpc.client.channels.echo.idle-timeout to 1s or more
					grpc.client.channels.echo.deadline                     | 0     | every call would fail | Set grpc.client.channels.echo.deadline to 1ms or more, or to none for no deadline
					grpc.client.channels.echo.services                     | testing.Echo/Say | is no name of a service | Write the service as in its .proto file
					grpc.client.channels.echo.services[0]                  | ' '   | is no name of a service | such as shop.Inventory
					grpc.client.defaults.services                          | testing.Echo | channels cannot share it | grpc.client.channels.<name>.services
					grpc.client.channels.echo.load-balancing               | rr    | there is no load-balancing policy 'rr' | Set grpc.client.channels.echo.load-balancing to one of round_robin, pick_first, or to another policy
					grpc.client.channels.echo.load-balancing               | RoundRobin | there is no load-balancing policy 'RoundRobin' | Set grpc.client.channels.echo.load-balancing to round_robin.
					grpc.client.channels.echo.load-balancing               | ring_hash | because it needs io.grpc:grpc-xds, which is not on the class path | Add the dependency io.grpc:grpc-xds
					grpc.client.defaults.authority                         | a     | channels cannot share it | grpc.client.channels.<name>.authority
					grpc.client.channels.echo.idle-timeout                 | 30d   | gRPC takes that for never, which is written none | Set grpc.client.channels.echo.idle-timeout to
					grpc.client.channels.echo.connect-timeout              | 1ms   | 1ms is less than 100ms | Set grpc.client.channels.echo.connect-timeout to 100ms or more
					grpc.client.channels.echo.reconnect-max                | 10ms  | 10ms is less than 1s | Set grpc.client.channels.echo.reconnect-max to 1s or more
					grpc.client.channels.echo.dns-refresh                  | 0     | the DNS would be asked without end | or to none to ask when a connection ends
					grpc.client.channels.echo.pool.size                    | 0     | 0 connections are out of range | Set grpc.client.channels.echo.pool.size to 1 or more
					grpc.client.channels.echo.compression                  | zip   | there is no compression 'zip' | Set grpc.client.channels.echo.compression to gzip, or to identity
					grpc.client.channels.echo.limits.flow-control-window   | 1KB   | 1024 bytes are less than 65535 bytes | Set grpc.client.channels.echo.limits.flow-control-window to 65535B or more
					grpc.client.channels.echo.metadata.te                  | x     | gRPC itself sets 'te' | Remove it
					grpc.client.channels.echo.metadata.user-agent          | x     | gRPC itself sets 'user-agent' | set user-agent of the channel
					grpc.client.channels.echo.metadata.grpc-timeout        | 1S    | gRPC itself sets 'grpc-timeout' | Remove it
					grpc.client.channels.echo.metadata.x-id-bin            | %%    | the value is not in Base64 | Write text in ASCII, or anything in Base64
					grpc.client.channels.echo.metadata.x-name              | ä     | characters that are not printable ASCII | anything in Base64 under a key that ends in -bin
					grpc.client.channels.echo.limits.inbound-message-size  | 4GB   | 4294967296 bytes are out of range, and only 1 to 2147483647 | Set grpc.client.channels.echo.limits.inbound-message-size
					grpc.client.channels.echo.limits.inbound-metadata-size | 0     | 0 bytes are out of range, and only 1 to 2147483647 | Set grpc.client.channels.echo.limits.inbound-metadata-size
					""")
	void whenAValueCannotBeUsedTheFailureNamesTheKeyAndSaysWhatToWrite(String key, String value, String what,
			String action, CapturedOutput output) {
		assertThat(FailedStart.analysis(output, Application.class, TARGET, key + "=" + value))
			.contains(key, what, action)
			.doesNotContain("\tat ");
	}

	private static boolean isConfigurationFailure(Throwable failure) {
		return failure instanceof GrpcConfigurationException
				|| (failure.getCause() != null && isConfigurationFailure(failure.getCause()));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ GrpcConfigurationAutoConfiguration.class, GrpcClientAutoConfiguration.class })
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@Import(AsksForOrders.Caller.class)
	static class AsksForOrders extends Application {

		record Caller(@GrpcClient("orders") EchoGrpc.EchoBlockingStub orders) {

		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(AsksForEcho.Caller.class)
	static class AsksForEcho extends Application {

		record Caller(@GrpcClient("echo") EchoGrpc.EchoBlockingStub echo) {

		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(AsksInCamelCase.Caller.class)
	static class AsksInCamelCase extends Application {

		record Caller(@GrpcClient("orderService") EchoGrpc.EchoBlockingStub orders) {

		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(AsksForEcho.Caller.class)
	static class AsksForEchoWithoutClient {

	}

	@Configuration(proxyBeanMethods = false)
	@Import(AsksForEcho.Caller.class)
	static class SeveralReplacements extends Application {

		@Bean
		EchoGrpc.EchoBlockingStub oneStub() {
			return Mockito.mock(EchoGrpc.EchoBlockingStub.class);
		}

		@Bean
		EchoGrpc.EchoBlockingStub otherStub() {
			return Mockito.mock(EchoGrpc.EchoBlockingStub.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NeedsTheCaller extends Application {

		@Bean
		StringBuilder outer(AsksForEcho.Caller caller) {
			return new StringBuilder(caller.toString());
		}

		@Bean
		@Lazy
		AsksForEcho.Caller caller(@GrpcClient("echo") EchoGrpc.EchoBlockingStub echo) {
			return new AsksForEcho.Caller(echo);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AsksWithADot extends Application {

		@GrpcClient("shop.inventory")
		EchoGrpc.EchoBlockingStub inventory;

	}

	@Configuration(proxyBeanMethods = false)
	@Import(AsksForEchoByType.Caller.class)
	static class AsksForEchoByType extends Application {

		record Caller(EchoGrpc.EchoBlockingStub echo) {

		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(PropertyPlaceholderAutoConfiguration.class)
	static class AsksByPlaceholder extends Application {

		@GrpcClient("${shop.channel}")
		EchoGrpc.EchoBlockingStub echo;

	}

	@Configuration(proxyBeanMethods = false)
	static class NeedsAStubToCustomize extends Application {

		@Bean
		ChannelBuilderCustomizer customizer(@GrpcClient("echo") EchoGrpc.EchoBlockingStub echo) {
			return (channel, builder) -> builder.userAgent(echo.toString());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NeedsAStubToResolveNames extends Application {

		@Bean
		NameResolverProvider customizer(@GrpcClient("echo") EchoGrpc.EchoBlockingStub echo) {
			throw new IllegalStateException("never reached with " + echo);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ AsksForEcho.Caller.class, NeedsAStubToCustomize.class })
	static class NeedsAStubToCustomizeTheStubOfAnother {

	}

	@Configuration(proxyBeanMethods = false)
	static class CallsTooEarly extends Application {

		@Bean
		@GlobalClientInterceptor
		ClientInterceptor early(@GrpcClient("echo") EchoGrpc.EchoBlockingStub echo) {
			echo.say(EchoService.phrase("token"));
			throw new IllegalStateException("never reached");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AsksByName extends Application {

		@Bean(destroyMethod = "")
		ManagedChannel orders(GrpcChannels channels) {
			return channels.get("orders");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AsksForText extends Application {

		@GrpcClient("echo")
		String text;

	}

	@Configuration(proxyBeanMethods = false)
	static class NoInterceptor extends Application {

		@Bean
		@GlobalClientInterceptor
		StringBuilder plain() {
			return new StringBuilder();
		}

	}

}
