package dev.grpcstarter.server.autoconfigure;

import java.util.concurrent.atomic.AtomicReference;

import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.server.ServerBuilderCustomizer;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.Phrase;
import dev.grpcstarter.testing.TestChannel;
import io.grpc.Codec;
import io.grpc.CompressorRegistry;
import io.grpc.DecompressorRegistry;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class ReplyCompressionTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrpcConfigurationAutoConfiguration.class,
				GrpcBuiltInServicesAutoConfiguration.class, GrpcServerAutoConfiguration.class))
		.withBean(EchoService.class, Choosy::new)
		.withPropertyValues("grpc.server.port=0", "grpc.server.address=127.0.0.1");

	@Test
	void repliesAreNotCompressedUnlessItIsAskedFor() {
		this.runner.run((context) -> assertThat(encodingOfReply(context, "hello")).isEqualTo("identity"));
	}

	@Test
	void repliesAreCompressedForCallersThatAcceptIt() {
		this.runner.withPropertyValues("grpc.server.compression=gzip")
			.run((context) -> assertThat(encodingOfReply(context, "hello")).isEqualTo("gzip"));
	}

	@Test
	void aHandlerHasTheLastWord() {
		this.runner.withPropertyValues("grpc.server.compression=gzip")
			.run((context) -> assertThat(encodingOfReply(context, "identity")).isEqualTo("identity"));
	}

	@Test
	void callersThatDoNotAcceptItGetPlainReplies() {
		this.runner.withPropertyValues("grpc.server.compression=gzip").run((context) -> {
			int port = context.getEnvironment().getRequiredProperty("local.grpc.server.port", int.class);
			try (TestChannel channel = new TestChannel(NettyChannelBuilder.forAddress("127.0.0.1", port)
				.usePlaintext()
				.decompressorRegistry(DecompressorRegistry.emptyInstance().with(Codec.Identity.NONE, false))
				.build())) {
				assertThat(encodingOfReply(channel, "hello")).isEqualTo("identity");
			}
		});
	}

	@Test
	void whereACustomizerTakesTheCompressorAwayRepliesArePlain(CapturedOutput output) {
		this.runner.withPropertyValues("grpc.server.compression=gzip")
			.withBean(ServerBuilderCustomizer.class,
					() -> (address, builder) -> builder.compressorRegistry(CompressorRegistry.newEmptyInstance()))
			.run((context) -> {
				assertThat(encodingOfReply(context, "hello")).isEqualTo("identity");
				assertThat(encodingOfReply(context, "hello again")).isEqualTo("identity");
				assertThat(output).containsOnlyOnce("grpc.server.compression");
			});
	}

	private static String encodingOfReply(ApplicationContext context, String text) {
		try (TestChannel channel = TestChannel.to(context)) {
			return encodingOfReply(channel, text);
		}
	}

	private static String encodingOfReply(TestChannel channel, String text) {
		AtomicReference<Metadata> headers = new AtomicReference<>();
		String reply = channel.echo()
			.withInterceptors(MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>()))
			.say(EchoService.phrase(text))
			.getText();
		assertThat(reply).isEqualTo(text);
		return headers.get().get(Metadata.Key.of("grpc-encoding", Metadata.ASCII_STRING_MARSHALLER));
	}

	/**
	 * Compresses as it is told.
	 */
	static class Choosy extends EchoService {

		@Override
		public void say(Phrase request, StreamObserver<Phrase> caller) {
			if (request.getText().equals("identity")) {
				((ServerCallStreamObserver<Phrase>) caller).setCompression("identity");
			}
			super.say(request, caller);
		}

	}

}
