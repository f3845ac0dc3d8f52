package dev.grpcstarter.client;

import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoGrpcKt;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.HandWrittenStubs;
import dev.grpcstarter.testing.Phrase;
import dev.grpcstarter.testing.ReactorEchoGrpc;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.AbstractBlockingStub;
import io.grpc.stub.AbstractStub;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class GeneratedStubFactoryTests {

	private static final Phrase HELLO = EchoService.phrase("hello");

	private final GeneratedStubFactory factory = new GeneratedStubFactory();

	private Server server;

	private ManagedChannel channel;

	@BeforeEach
	void open() throws Exception {
		this.server = InProcessServerBuilder.forName("stub-kinds").addService(new EchoService()).build().start();
		this.channel = InProcessChannelBuilder.forName("stub-kinds").build();
	}

	@AfterEach
	void close() {
		this.channel.shutdownNow();
		this.server.shutdownNow();
	}

	@ParameterizedTest
	@ValueSource(classes = { EchoGrpc.EchoStub.class, EchoGrpc.EchoFutureStub.class, EchoGrpc.EchoBlockingStub.class,
			EchoGrpc.EchoBlockingV2Stub.class, ReactorEchoGrpc.ReactorEchoStub.class,
			EchoGrpcKt.EchoCoroutineStub.class, HandWrittenStubs.OfNoHolder.class })
	void stubsOfAllGeneratorsAreMadeAndTheirServiceIsKnown(Class<?> stubType) {
		assertThat(this.factory.supports(stubType)).isTrue();
		assertThat(this.factory.create(stubType, this.channel)).isExactlyInstanceOf(stubType)
			.extracting((stub) -> ((AbstractStub<?>) stub).getChannel())
			.isSameAs(this.channel);
		assertThat(this.factory.service(stubType)).isSameAs(EchoGrpc.getServiceDescriptor());
	}

	@Test
	void aReactiveStubCalls() {
		var stub = (ReactorEchoGrpc.ReactorEchoStub) this.factory.create(ReactorEchoGrpc.ReactorEchoStub.class,
				this.channel);
		assertThat(stub.say(HELLO).join()).isEqualTo(HELLO);
	}

	@Test
	void aCoroutineStubCalls() {
		var stub = (EchoGrpcKt.EchoCoroutineStub) this.factory.create(EchoGrpcKt.EchoCoroutineStub.class, this.channel);
		assertThat(stub.say(HELLO)).isEqualTo(HELLO);
	}

	@Test
	void aStubThatNamesNoServiceIsMadeAllTheSame() {
		assertThat(this.factory.create(HandWrittenStubs.OfNoService.class, this.channel))
			.isInstanceOf(HandWrittenStubs.OfNoService.class);
		assertThat(this.factory.service(HandWrittenStubs.OfNoService.class)).isNull();
	}

	@ParameterizedTest
	@ValueSource(classes = { AbstractStub.class, AbstractBlockingStub.class, HandWrittenStubs.Skeleton.class,
			String.class, EchoGrpc.class, Channel.class })
	void otherTypesAreNotSupported(Class<?> type) {
		assertThat(this.factory.supports(type)).isFalse();
	}

}
