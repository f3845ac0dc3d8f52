package dev.grpcstarter.client.autoconfigure;

import dev.grpcstarter.client.GrpcClient;
import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.MirrorGrpc;
import io.grpc.Channel;
import jakarta.inject.Named;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.bean.override.convention.TestBean;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Mocks as the tests of an application declare them.
 */
@DirtiesContext
@SpringJUnitConfig(GrpcClientMockTests.Application.class)
@TestPropertySource(properties = { "grpc.client.channels.one.target=static-address:1",
		"grpc.client.channels.one.services=testing.Mirror", "grpc.client.channels.two.target=static-address:2",
		"shop.channel=two" })
class GrpcClientMockTests {

	@MockitoBean
	@GrpcClient("one")
	private EchoGrpc.EchoBlockingStub one;

	@MockitoBean
	@GrpcClient("${shop.channel}")
	private EchoGrpc.EchoBlockingStub two;

	@MockitoBean
	private MirrorGrpc.MirrorBlockingStub mirror;

	@MockitoBean
	@Qualifier("one")
	private EchoGrpc.EchoFutureStub qualified;

	@MockitoBean
	@Named("one")
	private EchoGrpc.EchoStub named;

	@TestBean
	@GrpcClient("two")
	private MirrorGrpc.MirrorBlockingV2Stub madeByTheTest;

	@GrpcClient("one")
	private EchoGrpc.EchoBlockingStub inTheTestItself;

	@Autowired
	private MirrorGrpc.MirrorBlockingStub mockedByType;

	@Autowired
	private MirrorGrpc.MirrorFutureStub byType;

	@Autowired
	private Caller caller;

	@Test
	void eachChannelGetsItsOwnMock() {
		Mockito.when(this.one.say(Mockito.any())).thenReturn(EchoService.phrase("from one"));
		Mockito.when(this.two.say(Mockito.any())).thenReturn(EchoService.phrase("from two"));
		assertThat(this.caller.one.say(EchoService.phrase("hello")).getText()).isEqualTo("from one");
		assertThat(this.caller.two.getObject().say(EchoService.phrase("hello")).getText()).isEqualTo("from two");
		assertThat(this.inTheTestItself).isSameAs(this.one);
	}

	@Test
	void aMockWithoutChannelReplacesTheStubOfItsTypeEverywhere() {
		assertThat(this.caller.mirror).isSameAs(this.mirror);
		assertThat(this.caller.mirrorOfTwo).isSameAs(this.mirror);
	}

	@Test
	void aQualifierOfSpringOrJakartaNamesTheChannelToo() {
		assertThat(this.caller.futureOfOne).isSameAs(this.qualified);
		assertThat(this.caller.futureOfTwo).isNotSameAs(this.qualified);
		assertThat(this.caller.asyncOfOne).isSameAs(this.named);
		assertThat(this.caller.asyncOfTwo).isNotSameAs(this.named);
	}

	@Test
	void aTestGetsByTypeWhatTheApplicationGets() {
		assertThat(this.mockedByType).isSameAs(this.mirror);
		assertThat(this.byType.getChannel()).isSameAs(this.caller.mirrorV2OfOne.getChannel());
	}

	@Test
	void aTestBeanReplacesTheStubOfItsChannel() {
		assertThat(this.caller.mirrorV2OfTwo).isSameAs(this.madeByTheTest);
		assertThat(this.caller.mirrorV2OfOne).isNotSameAs(this.madeByTheTest);
	}

	@Test
	void parametersOfTestMethodsAreInjected(@GrpcClient("one") EchoGrpc.EchoBlockingStub ofOne,
			@GrpcClient("two") Channel channelOfTwo) {
		assertThat(ofOne).isSameAs(this.one);
		assertThat(channelOfTwo).isSameAs(this.caller.asyncOfTwo.getChannel());
	}

	static MirrorGrpc.MirrorBlockingV2Stub madeByTheTest() {
		return Mockito.mock(MirrorGrpc.MirrorBlockingV2Stub.class);
	}

	@Configuration(proxyBeanMethods = false)
	@Import(Caller.class)
	@ImportAutoConfiguration({ GrpcConfigurationAutoConfiguration.class, GrpcClientAutoConfiguration.class })
	static class Application {

	}

	record Caller(@GrpcClient("one") EchoGrpc.EchoBlockingStub one,
			@GrpcClient("two") ObjectProvider<EchoGrpc.EchoBlockingStub> two,
			@GrpcClient("one") MirrorGrpc.MirrorBlockingStub mirror,
			@GrpcClient("two") MirrorGrpc.MirrorBlockingStub mirrorOfTwo,
			@GrpcClient("one") EchoGrpc.EchoFutureStub futureOfOne,
			@GrpcClient("two") EchoGrpc.EchoFutureStub futureOfTwo, @GrpcClient("one") EchoGrpc.EchoStub asyncOfOne,
			@GrpcClient("two") EchoGrpc.EchoStub asyncOfTwo,
			@GrpcClient("one") MirrorGrpc.MirrorBlockingV2Stub mirrorV2OfOne,
			@GrpcClient("two") MirrorGrpc.MirrorBlockingV2Stub mirrorV2OfTwo) {

	}

}
