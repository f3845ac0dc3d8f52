package dev.grpcstarter.client.autoconfigure;

import java.util.Optional;

import dev.grpcstarter.client.GrpcChannels;
import dev.grpcstarter.client.GrpcClient;
import dev.grpcstarter.client.StubFactory;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoGrpcKt;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.MirrorGrpc;
import dev.grpcstarter.testing.Phrase;
import dev.grpcstarter.testing.ReactorEchoGrpc;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.AbstractStub;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Lazy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Stubs that are injected by their type alone.
 */
class ListedServicesTests {

	private static final Phrase HELLO = EchoService.phrase("hello");

	private final EchoGrpc.EchoBlockingStub mock = mock(EchoGrpc.EchoBlockingStub.class);

	@Test
	void everyKindOfStubOfAListedServiceIsInjectedByItsType() {
		listed("kinds").withBean(EveryKind.class).run((context) -> {
			EveryKind bean = context.getBean(EveryKind.class);
			assertThat(bean.blocking.say(HELLO)).isEqualTo(HELLO);
			assertThat(bean.blockingV2.say(HELLO)).isEqualTo(HELLO);
			assertThat(bean.future.say(HELLO).get()).isEqualTo(HELLO);
			assertThat(bean.reactor.say(HELLO).join()).isEqualTo(HELLO);
			assertThat(bean.coroutine.say(HELLO)).isEqualTo(HELLO);
			assertThat(bean.async.getChannel()).isSameAs(context.getBean(GrpcChannels.class).get("echo"));
		});
	}

	@Test
	void fieldsSettersAndParametersOfBeanMethodsGetOneToo() {
		listed("elsewhere").withUserConfiguration(Elsewhere.class).run((context) -> {
			Elsewhere bean = context.getBean(Elsewhere.class);
			assertThat(bean.field.say(HELLO)).isEqualTo(HELLO);
			assertThat(bean.lazy.say(HELLO)).isEqualTo(HELLO);
			assertThat(bean.setter.say(HELLO)).isEqualTo(HELLO);
			assertThat(context.getBean("answer")).isEqualTo("hello");
		});
	}

	@Test
	void objectProviderAndOptionalGiveOne() {
		listed("providers").withBean(Optionally.class).run((context) -> {
			Optionally bean = context.getBean(Optionally.class);
			assertThat(bean.provider.getObject().say(HELLO)).isEqualTo(HELLO);
			assertThat(bean.provider.stream()).hasSize(1);
			assertThat(bean.optional.orElseThrow().say(HELLO)).isEqualTo(HELLO);
		});
	}

	@Test
	void whereNothingIsListedOptionalPointsStayEmpty() {
		ClientRunner.withServer("nothing-listed").withBean(Optionally.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(Optionally.class).provider.getIfAvailable()).isNull();
			assertThat(context.getBean(Optionally.class).provider.stream()).isEmpty();
			assertThat(context.getBean(Optionally.class).optional).isEmpty();
		});
	}

	@Test
	void eachServiceCallsOverTheChannelThatListsIt() {
		listed("two-services")
			.withPropertyValues("grpc.client.channels.other.target=in-process:two-services",
					"grpc.client.channels.other.services=testing.Mirror")
			.withBean(TwoServices.class)
			.run((context) -> {
				TwoServices bean = context.getBean(TwoServices.class);
				GrpcChannels channels = context.getBean(GrpcChannels.class);
				assertThat(bean.echo.getChannel()).isSameAs(channels.get("echo"));
				assertThat(bean.mirror.getChannel()).isSameAs(channels.get("other"));
				assertThat(bean.echoOverOther.getChannel()).isSameAs(channels.get("other"));
			});
	}

	@Test
	void aStubFactoryMakesItsKindOfStubHereToo() {
		listed("factory").withBean(StubFactory.class, OwnStubFactory::new)
			.withBean(NeedsOwnStub.class)
			.run((context) -> assertThat(context.getBean(NeedsOwnStub.class).stub.getChannel())
				.isSameAs(context.getBean(GrpcChannels.class).get("echo")));
	}

	@Test
	void aBeanOfTheStubsTypeTakesItsPlace() {
		listed("mocked").withBean("any", EchoGrpc.EchoBlockingStub.class, () -> this.mock)
			.withBean(Optionally.class)
			.withBean(EveryKind.class)
			.run((context) -> {
				assertThat(context.getBean(EveryKind.class).blocking).isSameAs(this.mock);
				assertThat(context.getBean(Optionally.class).provider.getObject()).isSameAs(this.mock);
				assertThat(context.getBean(EveryKind.class).blockingV2.say(HELLO)).isEqualTo(HELLO);
			});
	}

	@Test
	void aBeanThatIsTiedToAnotherChannelDoesNot() {
		listed("mocked-other").withPropertyValues("grpc.client.channels.other.target=in-process:mocked-other")
			.withBean("other", EchoGrpc.EchoBlockingStub.class, () -> this.mock)
			.withBean(EveryKind.class)
			.run((context) -> assertThat(context.getBean(EveryKind.class).blocking).isNotSameAs(this.mock));
	}

	@Test
	void amongSeveralBeansSpringChoosesByItsOwnRules() {
		listed("several").withUserConfiguration(Several.class).run((context) -> {
			assertThat(context.getBean(Several.class).one).isSameAs(context.getBean("one"));
			assertThat(context.getBean(Several.class).qualified).isSameAs(context.getBean("two"));
		});
	}

	@Test
	void aPointWithAQualifierAsksForABeanThatHasIt() {
		listed("qualified").withBean(Qualified.class)
			.run((context) -> assertThat(context.getBean(Qualified.class).stub).isEmpty());
	}

	@Test
	void aStubCanBeDecoratedAndKeepsItsChannel() {
		listed("decorated").withPropertyValues("grpc.client.channels.other.target=in-process:decorated")
			.withUserConfiguration(Decorated.class)
			.run((context) -> {
				Decorated bean = context.getBean(Decorated.class);
				assertThat(bean.plain).isSameAs(context.getBean("compressing"));
				assertThat(bean.plain.getCallOptions().getCompressor()).isEqualTo("gzip");
				assertThat(bean.other.getCallOptions().getCompressor()).isNull();
			});
	}

	@Test
	void aBeanOfTheApplicationIsInjectedWhereNothingIsListed() {
		ClientRunner.withServer("own-bean")
			.withBean("any", EchoGrpc.EchoBlockingStub.class, () -> this.mock)
			.withBean(Optionally.class)
			.run((context) -> assertThat(context.getBean(Optionally.class).optional).containsSame(this.mock));
	}

	private static ApplicationContextRunner listed(String inProcessName) {
		return ClientRunner.withServer(inProcessName)
			.withPropertyValues("grpc.client.channels.echo.services=testing.Echo");
	}

	record EveryKind(EchoGrpc.EchoBlockingStub blocking, EchoGrpc.EchoBlockingV2Stub blockingV2,
			EchoGrpc.EchoFutureStub future, EchoGrpc.EchoStub async, ReactorEchoGrpc.ReactorEchoStub reactor,
			EchoGrpcKt.EchoCoroutineStub coroutine) {

	}

	@Configuration(proxyBeanMethods = false)
	static class Elsewhere {

		@Autowired
		private EchoGrpc.EchoBlockingStub field;

		@Autowired
		@Lazy
		private EchoGrpc.EchoBlockingStub lazy;

		private EchoGrpc.EchoBlockingStub setter;

		@Autowired
		void setStub(EchoGrpc.EchoBlockingStub stub) {
			this.setter = stub;
		}

		@Bean
		@Lazy
		String answer(EchoGrpc.EchoBlockingStub stub) {
			return stub.say(HELLO).getText();
		}

	}

	record Optionally(ObjectProvider<EchoGrpc.EchoBlockingStub> provider,
			Optional<EchoGrpc.EchoBlockingStub> optional) {

	}

	record Qualified(@Qualifier("absent") Optional<EchoGrpc.EchoBlockingStub> stub) {

	}

	record TwoServices(EchoGrpc.EchoBlockingStub echo, MirrorGrpc.MirrorBlockingStub mirror,
			@GrpcClient("other") EchoGrpc.EchoBlockingStub echoOverOther) {

	}

	/**
	 * A kind of stub that only its factory can make.
	 */
	abstract static class OwnStub extends AbstractStub<OwnStub> {

		OwnStub(Channel channel) {
			super(channel);
		}

	}

	static class OwnStubFactory implements StubFactory {

		@Override
		public boolean supports(Class<?> stubType) {
			return stubType == OwnStub.class;
		}

		@Override
		public Object create(Class<?> stubType, Channel channel) {
			return new OwnStub(channel) {

				@Override
				protected OwnStub build(Channel channel, CallOptions options) {
					return this;
				}

			};
		}

		@Override
		public ServiceDescriptor service(Class<?> stubType) {
			return EchoGrpc.getServiceDescriptor();
		}

	}

	record NeedsOwnStub(OwnStub stub) {

	}

	@Configuration(proxyBeanMethods = false)
	static class Several {

		@Autowired
		private EchoGrpc.EchoBlockingStub one;

		@Autowired
		@Qualifier("two")
		private EchoGrpc.EchoBlockingStub qualified;

		@Bean("one")
		static EchoGrpc.EchoBlockingStub first() {
			return mock(EchoGrpc.EchoBlockingStub.class);
		}

		@Bean("two")
		static EchoGrpc.EchoBlockingStub second() {
			return mock(EchoGrpc.EchoBlockingStub.class);
		}

		@Bean
		@Fallback
		static EchoGrpc.EchoBlockingStub third() {
			return mock(EchoGrpc.EchoBlockingStub.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Decorated {

		@Autowired
		private EchoGrpc.EchoBlockingStub plain;

		@GrpcClient("other")
		private EchoGrpc.EchoBlockingStub other;

		@Bean
		static EchoGrpc.EchoBlockingStub compressing(EchoGrpc.EchoBlockingStub stub) {
			return stub.withCompression("gzip");
		}

	}

}
