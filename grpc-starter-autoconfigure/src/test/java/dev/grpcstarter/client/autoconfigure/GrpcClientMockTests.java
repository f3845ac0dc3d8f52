package dev.grpcstarter.client.autoconfigure;

import dev.grpcstarter.client.GrpcClient;
import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.MirrorGrpc;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Mocks as the tests of an application declare them.
 */
@DirtiesContext
@SpringJUnitConfig(GrpcClientMockTests.Application.class)
@TestPropertySource(properties = { "grpc.client.channels.one.target=static-address:1",
		"grpc.client.channels.two.target=static-address:2", "shop.channel=two" })
class GrpcClientMockTests {

	@MockitoBean
	@GrpcClient("one")
	private EchoGrpc.EchoBlockingStub one;

	@MockitoBean
	@GrpcClient("${shop.channel}")
	private EchoGrpc.EchoBlockingStub two;

	@MockitoBean
	private MirrorGrpc.MirrorBlockingStub mirror;

	@GrpcClient("one")
	private EchoGrpc.EchoBlockingStub inTheTestItself;

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

	@Configuration(proxyBeanMethods = false)
	@Import(Caller.class)
	@ImportAutoConfiguration({ GrpcConfigurationAutoConfiguration.class, GrpcClientAutoConfiguration.class })
	static class Application {

	}

	record Caller(@GrpcClient("one") EchoGrpc.EchoBlockingStub one,
			@GrpcClient("two") ObjectProvider<EchoGrpc.EchoBlockingStub> two,
			@GrpcClient("one") MirrorGrpc.MirrorBlockingStub mirror,
			@GrpcClient("two") MirrorGrpc.MirrorBlockingStub mirrorOfTwo) {

	}

}
