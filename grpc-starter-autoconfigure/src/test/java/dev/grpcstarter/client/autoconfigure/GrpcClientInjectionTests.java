package dev.grpcstarter.client.autoconfigure;

import java.util.Optional;

import dev.grpcstarter.client.ChannelBuilderCustomizer;
import dev.grpcstarter.client.GlobalClientInterceptor;
import dev.grpcstarter.client.GrpcChannels;
import dev.grpcstarter.client.GrpcClient;
import dev.grpcstarter.client.StubFactory;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.MirrorGrpc;
import dev.grpcstarter.testing.Phrase;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class GrpcClientInjectionTests {

	private static final Phrase HELLO = EchoService.phrase("hello");

	@Test
	void everyKindOfStubAndTheChannelComeThroughTheConstructor() {
		ClientRunner.withServer("constructor").withBean(ByConstructor.class).run((context) -> {
			ByConstructor bean = context.getBean(ByConstructor.class);
			assertThat(bean.blocking.say(HELLO)).isEqualTo(HELLO);
			assertThat(bean.blockingV2.say(HELLO)).isEqualTo(HELLO);
			assertThat(bean.future.say(HELLO).get()).isEqualTo(HELLO);
			assertThat(bean.async).isNotNull();
			assertThat(EchoGrpc.newBlockingStub(bean.channel).say(HELLO)).isEqualTo(HELLO);
			assertThat(EchoGrpc.newBlockingStub(bean.managedChannel).say(HELLO)).isEqualTo(HELLO);
		});
	}

	@Test
	void fieldsSettersAndParametersOfBeanMethodsWorkToo() {
		ClientRunner.withServer("elsewhere").withUserConfiguration(Elsewhere.class).run((context) -> {
			Elsewhere bean = context.getBean(Elsewhere.class);
			assertThat(bean.field.say(HELLO)).isEqualTo(HELLO);
			assertThat(bean.setter.reverse(HELLO).getText()).isEqualTo("olleh");
			assertThat(context.getBean(Answer.class).text()).isEqualTo("hello");
		});
	}

	@Test
	void objectProviderAndOptionalGiveTheStub() {
		ClientRunner.withServer("providers").withBean(Providers.class).run((context) -> {
			Providers bean = context.getBean(Providers.class);
			assertThat(bean.provider.getObject().say(HELLO)).isEqualTo(HELLO);
			assertThat(bean.provider.getIfAvailable()).isNotNull();
			assertThat(bean.provider.stream()).hasSize(1);
			assertThat(bean.optional.orElseThrow().say(HELLO)).isEqualTo(HELLO);
		});
	}

	@Test
	void placeholdersInTheNameAreResolved() {
		ClientRunner.withServer("placeholder")
			.withPropertyValues("shop.channel=echo")
			.withBean(Placeholder.class)
			.run((context) -> assertThat(context.getBean(Placeholder.class).stub.say(HELLO)).isEqualTo(HELLO));
	}

	@Test
	void allStubsOfANameShareOneChannel() {
		ClientRunner.withServer("shared").withBean(ByConstructor.class).run((context) -> {
			ByConstructor bean = context.getBean(ByConstructor.class);
			assertThat(bean.channel).isSameAs(bean.managedChannel)
				.isSameAs(bean.blocking.getChannel())
				.isSameAs(bean.async.getChannel())
				.isSameAs(context.getBean(GrpcChannels.class).get("echo"));
		});
	}

	@Test
	void twoChannelsMayCarryTheSameTypeOfStub() {
		ClientRunner.withServer("same-type")
			.withPropertyValues("grpc.client.channels.other.target=in-process:same-type")
			.withBean(TwoOfOneType.class)
			.run((context) -> {
				TwoOfOneType bean = context.getBean(TwoOfOneType.class);
				assertThat(bean.echo.getChannel()).isNotSameAs(bean.other.getChannel());
				assertThat(bean.echo.say(HELLO)).isEqualTo(bean.other.say(HELLO));
			});
	}

	@Test
	void aBeanOfTheStubsTypeTakesItsPlace() {
		EchoGrpc.EchoBlockingStub mock = mock(EchoGrpc.EchoBlockingStub.class);
		ClientRunner.withServer("by-type")
			.withBean("anything", EchoGrpc.EchoBlockingStub.class, () -> mock)
			.withBean(ByConstructor.class)
			.run((context) -> {
				assertThat(context.getBean(ByConstructor.class).blocking).isSameAs(mock);
				assertThat(context.getBean(ByConstructor.class).blockingV2.say(HELLO)).isEqualTo(HELLO);
			});
	}

	@Test
	void aBeanWithTheNameOfAChannelTakesThePlaceOfThatChannelsStubsOnly() {
		EchoGrpc.EchoBlockingStub mock = mock(EchoGrpc.EchoBlockingStub.class);
		ClientRunner.withServer("by-name")
			.withPropertyValues("grpc.client.channels.other.target=in-process:by-name")
			.withBean("other", EchoGrpc.EchoBlockingStub.class, () -> mock)
			.withBean(TwoOfOneType.class)
			.run((context) -> {
				TwoOfOneType bean = context.getBean(TwoOfOneType.class);
				assertThat(bean.other).isSameAs(mock);
				assertThat(bean.echo.say(HELLO)).isEqualTo(HELLO);
			});
	}

	@Test
	void aBeanQualifiedWithAChannelTakesThePlaceOfThatChannelsStubsOnly() {
		ClientRunner.withServer("by-qualifier")
			.withPropertyValues("grpc.client.channels.other.target=in-process:by-qualifier")
			.withUserConfiguration(QualifiedStubs.class)
			.withBean(TwoOfOneType.class)
			.run((context) -> {
				TwoOfOneType bean = context.getBean(TwoOfOneType.class);
				assertThat(bean.echo).isSameAs(context.getBean("fakeEcho"));
				assertThat(bean.other.say(HELLO)).isEqualTo(HELLO);
			});
	}

	@Test
	void amongSeveralBeansOfTheStubsTypeThePrimaryOneIsTaken() {
		ClientRunner.withServer("primary")
			.withUserConfiguration(SeveralStubs.class)
			.withBean(ByConstructor.class)
			.run((context) -> assertThat(context.getBean(ByConstructor.class).blocking)
				.isSameAs(context.getBean("primaryStub")));
	}

	@Test
	void aStubCanBeDecoratedAsABean() {
		ClientRunner.withServer("decorated").withUserConfiguration(Decorated.class).run((context) -> {
			assertThat(context.getBean("compressing", EchoGrpc.EchoBlockingStub.class).say(HELLO)).isEqualTo(HELLO);
			assertThat(context.getBean("compressing", EchoGrpc.EchoBlockingStub.class).getCallOptions().getCompressor())
				.isEqualTo("gzip");
		});
		ClientRunner.withServer("decorated-by-name")
			.withUserConfiguration(DecoratedUnderTheChannelsName.class)
			.withBean(ByConstructor.class)
			.run((context) -> assertThat(context.getBean(ByConstructor.class).blocking.getCallOptions().getCompressor())
				.isEqualTo("gzip"));
	}

	@Test
	void twoDecoratedStubsOfOneTypeKeepTheirChannels() {
		ClientRunner.withServer("two-decorated")
			.withPropertyValues("grpc.client.channels.other.target=in-process:two-decorated",
					"grpc.client.channels.third.target=in-process:two-decorated")
			.withUserConfiguration(TwoDecorated.class)
			.withBean(Third.class)
			.run((context) -> {
				GrpcChannels channels = context.getBean(GrpcChannels.class);
				assertThat(context.getBean("secured", EchoGrpc.EchoBlockingStub.class).getChannel())
					.isSameAs(channels.get("echo"));
				assertThat(context.getBean("securedToo", EchoGrpc.EchoBlockingStub.class).getChannel())
					.isSameAs(channels.get("other"));
				assertThat(context.getBean(Third.class).stub.getChannel()).isSameAs(channels.get("third"));
			});
	}

	@Test
	void aCustomizerMayAskForAnotherChannel() {
		// names of one hash bin, where a map that computes would refuse
		ClientRunner.withServer("re-entrant")
			.withPropertyValues("grpc.client.channels.c0.target=in-process:re-entrant",
					"grpc.client.channels.s0.target=in-process:re-entrant")
			.withUserConfiguration(AsksForAnotherChannel.class)
			.run((context) -> assertThat(context.getBean(GrpcChannels.class).get("c0")).isNotNull());
	}

	@Test
	void aBeanQualifiedWithSomethingElseDoesNotReplaceAStub() {
		ClientRunner.withServer("other-qualifier")
			.withUserConfiguration(QualifiedStubs.class)
			.withPropertyValues("grpc.client.channels.third.target=in-process:other-qualifier")
			.withBean(Third.class)
			.run((context) -> assertThat(context.getBean(Third.class).stub.say(HELLO)).isEqualTo(HELLO));
	}

	@Test
	void aLazyPointGetsAStub() {
		ClientRunner.withServer("lazy-point").withBean(LazyPoint.class).run((context) -> {
			assertThat(context.getBean(LazyPoint.class).stub.say(HELLO)).isEqualTo(HELLO);
			assertThat(context.getBean(LazyPoint.class).field.say(HELLO)).isEqualTo(HELLO);
		});
	}

	@Test
	void aSetterThatReturnsItsObjectWorks() {
		ClientRunner.withServer("fluent")
			.withBean(Fluent.class)
			.run((context) -> assertThat(context.getBean(Fluent.class).stub.say(HELLO)).isEqualTo(HELLO));
	}

	@Test
	void anInterceptorMayHaveAStubItself() {
		ClientRunner.withServer("token")
			.withPropertyValues("grpc.client.channels.token.target=in-process:token")
			.withBean(TokenInterceptor.class)
			.withBean(ByConstructor.class)
			.run((context) -> {
				assertThat(context.getBean(ByConstructor.class).blocking.say(HELLO)).isEqualTo(HELLO);
				assertThat(context.getBean(TokenInterceptor.class).fetched).isEqualTo(1);
			});
	}

	@Test
	void aConfigurationClassMayHaveAStubAndAnInterceptor() {
		ClientRunner.withServer("one-class").withUserConfiguration(StubAndInterceptor.class).run((context) -> {
			assertThat(context.getBean(StubAndInterceptor.class).stub.say(HELLO)).isEqualTo(HELLO);
			assertThat(context.getBean(StubAndInterceptor.class).calls).isEqualTo(1);
		});
	}

	@Test
	void aChannelOfTheApplicationIsNotMistakenForOneOfOurs() {
		ManagedChannel own = mock(ManagedChannel.class);
		ClientRunner.withServer("own-channel")
			.withBean("legacy", ManagedChannel.class, () -> own)
			.withBean(ByConstructor.class)
			.run((context) -> {
				assertThat(context.getBean(ByConstructor.class).managedChannel).isNotSameAs(own);
				assertThat(context.getBean(ByConstructor.class).channel).isNotSameAs(own);
			});
	}

	@Test
	void aStubFactoryTeachesAnotherKindOfStub() {
		ClientRunner.withServer("stub-factory")
			.withBean(StubFactory.class, RecordStubFactory::new)
			.withBean(NeedsRecordStub.class)
			.run((context) -> {
				RecordStub stub = context.getBean(NeedsRecordStub.class).stub;
				assertThat(EchoGrpc.newBlockingStub(stub.channel()).say(HELLO)).isEqualTo(HELLO);
			});
	}

	@Test
	void injectionThatHasNothingToDoWithGrpcIsLeftAlone() {
		ClientRunner.withServer("untouched")
			.withPropertyValues("greeting=hi")
			.withUserConfiguration(Untouched.class)
			.run((context) -> assertThat(context.getBean("joined")).isEqualTo("hi one"));
	}

	record ByConstructor(EchoGrpc.EchoBlockingStub blocking, EchoGrpc.EchoBlockingV2Stub blockingV2,
			EchoGrpc.EchoFutureStub future, EchoGrpc.EchoStub async, Channel channel, ManagedChannel managedChannel) {

		ByConstructor(@GrpcClient("echo") EchoGrpc.EchoBlockingStub blocking,
				@GrpcClient("echo") EchoGrpc.EchoBlockingV2Stub blockingV2,
				@GrpcClient("echo") EchoGrpc.EchoFutureStub future, @GrpcClient("echo") EchoGrpc.EchoStub async,
				@GrpcClient("echo") Channel channel, @GrpcClient("echo") ManagedChannel managedChannel) {
			this.blocking = blocking;
			this.blockingV2 = blockingV2;
			this.future = future;
			this.async = async;
			this.channel = channel;
			this.managedChannel = managedChannel;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Elsewhere {

		@GrpcClient("echo")
		private EchoGrpc.EchoBlockingStub field;

		private MirrorGrpc.MirrorBlockingV2Stub setter;

		@GrpcClient("echo")
		void setMirror(MirrorGrpc.MirrorBlockingV2Stub mirror) {
			this.setter = mirror;
		}

		@Bean
		@Lazy
		Answer answer(@GrpcClient("echo") EchoGrpc.EchoBlockingStub stub) {
			return new Answer(stub.say(HELLO).getText());
		}

	}

	record Answer(String text) {

	}

	record Providers(@GrpcClient("echo") ObjectProvider<EchoGrpc.EchoBlockingStub> provider,
			@GrpcClient("echo") Optional<EchoGrpc.EchoBlockingStub> optional) {

	}

	record Placeholder(@GrpcClient("${shop.channel}") EchoGrpc.EchoBlockingStub stub) {

	}

	record TwoOfOneType(@GrpcClient("echo") EchoGrpc.EchoBlockingStub echo,
			@GrpcClient("other") EchoGrpc.EchoBlockingStub other) {

	}

	@Configuration(proxyBeanMethods = false)
	static class QualifiedStubs {

		@Bean
		@Qualifier("echo")
		EchoGrpc.EchoBlockingStub fakeEcho() {
			return mock(EchoGrpc.EchoBlockingStub.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SeveralStubs {

		@Bean
		EchoGrpc.EchoBlockingStub ordinaryStub() {
			return mock(EchoGrpc.EchoBlockingStub.class);
		}

		@Bean
		@Primary
		EchoGrpc.EchoBlockingStub primaryStub() {
			return mock(EchoGrpc.EchoBlockingStub.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Decorated {

		@Bean
		EchoGrpc.EchoBlockingStub compressing(@GrpcClient("echo") EchoGrpc.EchoBlockingStub stub) {
			return stub.withCompression("gzip");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DecoratedUnderTheChannelsName {

		@Bean
		EchoGrpc.EchoBlockingStub echo(@GrpcClient("echo") EchoGrpc.EchoBlockingStub stub) {
			return stub.withCompression("gzip");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoDecorated {

		@Bean
		EchoGrpc.EchoBlockingStub secured(@GrpcClient("echo") EchoGrpc.EchoBlockingStub stub) {
			return stub.withCompression("gzip");
		}

		@Bean
		EchoGrpc.EchoBlockingStub securedToo(@GrpcClient("other") EchoGrpc.EchoBlockingStub stub) {
			return stub.withCompression("gzip");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AsksForAnotherChannel {

		@Bean
		ChannelBuilderCustomizer customizer(ObjectProvider<GrpcChannels> channels) {
			return (channel, builder) -> {
				if (channel.name().equals("c0")) {
					channels.getObject().get("s0");
				}
			};
		}

	}

	record Third(@GrpcClient("third") EchoGrpc.EchoBlockingStub stub) {

	}

	static class LazyPoint {

		private final EchoGrpc.EchoBlockingStub stub;

		@Lazy
		@GrpcClient("echo")
		private EchoGrpc.EchoBlockingStub field;

		LazyPoint(@Lazy @GrpcClient("echo") EchoGrpc.EchoBlockingStub stub) {
			this.stub = stub;
		}

	}

	static class Fluent {

		private EchoGrpc.EchoBlockingStub stub;

		@GrpcClient("echo")
		Fluent withStub(EchoGrpc.EchoBlockingStub stub) {
			this.stub = stub;
			return this;
		}

	}

	/**
	 * Fetches a token over another channel, which it does not intercept itself.
	 */
	@GlobalClientInterceptor
	static class TokenInterceptor implements ClientInterceptor {

		private final EchoGrpc.EchoBlockingStub token;

		private boolean fetching;

		private int fetched;

		TokenInterceptor(@GrpcClient("token") EchoGrpc.EchoBlockingStub token) {
			this.token = token;
		}

		@Override
		public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
			if (!this.fetching) {
				this.fetching = true;
				this.token.say(EchoService.phrase("token"));
				this.fetched++;
			}
			return next.newCall(method, options);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class StubAndInterceptor {

		private int calls;

		@GrpcClient("echo")
		private EchoGrpc.EchoBlockingStub stub;

		@Bean
		@GlobalClientInterceptor
		ClientInterceptor counting() {
			return new ClientInterceptor() {

				@Override
				public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options,
						Channel next) {
					StubAndInterceptor.this.calls++;
					return next.newCall(method, options);
				}

			};
		}

	}

	record RecordStub(Channel channel) {

	}

	record NeedsRecordStub(@GrpcClient("echo") RecordStub stub) {

	}

	static class RecordStubFactory implements StubFactory {

		@Override
		public boolean supports(Class<?> stubType) {
			return stubType == RecordStub.class;
		}

		@Override
		public Object create(Class<?> stubType, Channel channel) {
			return new RecordStub(channel);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Untouched {

		@Bean
		String one() {
			return "one";
		}

		@Bean
		String two() {
			return "two";
		}

		@Bean
		String joined(@Value("${greeting}") String greeting, @Qualifier("one") String one) {
			return greeting + " " + one;
		}

	}

}
