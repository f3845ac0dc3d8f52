package dev.grpcstarter.server.error;

import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;

import com.google.rpc.BadRequest;
import dev.grpcstarter.error.RichStatus;
import dev.grpcstarter.server.GlobalServerInterceptor;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.Outcome;
import dev.grpcstarter.testing.TestChannel;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class TrailersLimitTests {

	private static final Metadata.Key<String> TEXT = Metadata.Key.of("text", Metadata.ASCII_STRING_MARSHALLER);

	private static final Metadata.Key<String> LONG_TEXT = Metadata.Key.of("long-text",
			Metadata.ASCII_STRING_MARSHALLER);

	private static final Metadata.Key<byte[]> BINARY = Metadata.Key.of("some-bin", Metadata.BINARY_BYTE_MARSHALLER);

	private final TrailersLimit limit = new TrailersLimit(getClass().getClassLoader());

	@Test
	void theLargestDetailIsDroppedAndTheStatusArrives(CapturedOutput output) {
		RichStatus wrong = RichStatus.of(Status.Code.INVALID_ARGUMENT, "all of it is wrong")
			.withErrorInfo("WRONG", "shop.example.com");
		for (int i = 0; i < 500; i++) {
			wrong = wrong.withFieldViolation("lines[%d]".formatted(i), "is wrong");
		}
		RichStatus read = read(overTcp(wrong.withRetryDelay(Duration.ofSeconds(2)).asRuntimeException()));
		assertThat(read.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
		assertThat(read.message()).isEqualTo("all of it is wrong");
		assertThat(read.errorInfo()).hasValueSatisfying((info) -> assertThat(info.getReason()).isEqualTo("WRONG"));
		assertThat(read.retryDelay()).contains(Duration.ofSeconds(2));
		assertThat(read.detail(BadRequest.class)).isEmpty();
		assertThat(output).containsOnlyOnce("The end of a call to testing.Echo/Say takes ")
			.contains("without [type.googleapis.com/google.rpc.BadRequest]");
	}

	@Test
	void aDescriptionOfAnyLengthArrivesShortened() {
		for (String text : new String[] { "x".repeat(100_000), "ä€😀\n%~".repeat(5_000) }) {
			Outcome outcome = overTcp(Status.NOT_FOUND.withDescription(text).asRuntimeException());
			assertThat(outcome.status().getCode()).isEqualTo(Status.Code.NOT_FOUND);
			assertThat(outcome.status().getDescription()).endsWith("...");
			String begin = outcome.status().getDescription().replaceFirst("\\.\\.\\.$", "");
			assertThat(begin).hasSizeGreaterThan(200);
			assertThat(text).startsWith(begin);
		}
	}

	@Test
	void trailersOfAnyLengthArriveWithoutTheLargest() {
		Metadata trailers = new Metadata();
		trailers.put(TEXT, "short");
		trailers.put(BINARY, new byte[20_000]);
		trailers.put(LONG_TEXT, "x".repeat(7_000));
		Outcome outcome = overTcp(Status.ABORTED.asRuntimeException(trailers));
		assertThat(outcome.status().getCode()).isEqualTo(Status.Code.ABORTED);
		assertThat(outcome.trailers().get(TEXT)).isEqualTo("short");
		assertThat(outcome.trailers().get(LONG_TEXT)).hasSize(7_000);
		assertThat(outcome.trailers().get(BINARY)).isNull();
	}

	@Test
	void whatJustFitsArrivesWhole() {
		Metadata trailers = new Metadata();
		Status status = Status.ABORTED.withDescription("again");
		trailers.put(BINARY, new byte[0]);
		int room = 7_680 - HeaderListSize.of(status, trailers);
		trailers.discardAll(BINARY);
		trailers.put(BINARY, new byte[room * 3 / 4]);
		assertThat(overTcp(status.asRuntimeException(trailers)).trailers().get(BINARY)).hasSize(room * 3 / 4);
		trailers.put(BINARY, new byte[0]);
		assertThat(overTcp(status.asRuntimeException(trailers)).trailers().get(BINARY)).isNull();
	}

	@Test
	void aCallThatSucceedsIsKeptSmallToo() {
		ErrorRunner.runner().withBean(EchoService.class).withBean(LargeTrailers.class).run((context) -> {
			try (TestChannel channel = TestChannel.to(context)) {
				Outcome outcome = Outcome.of(channel.channel(), EchoGrpc.getSayMethod(), EchoService.phrase("hello"));
				assertThat(outcome.status().isOk()).isTrue();
				assertThat(outcome.replies()).hasSize(1);
				assertThat(outcome.trailers().keys()).doesNotContain(LONG_TEXT.name());
			}
		});
	}

	@Test
	void theLogWarnsOnceForEachMethod(CapturedOutput output) {
		Metadata trailers = new Metadata();
		trailers.put(LONG_TEXT, "x".repeat(8_000));
		IntStream.range(0, 3).forEach((i) -> this.limit.cut("a/b", Status.NOT_FOUND, trailers));
		this.limit.cut("a/c", Status.NOT_FOUND, trailers);
		assertThat(output).containsOnlyOnce("a call to a/b").containsOnlyOnce("a call to a/c");
	}

	@Test
	void theMessageWithinTheDetailsIsCutToo() {
		StatusRuntimeException ex = RichStatus.of(Status.Code.ABORTED, "x".repeat(4_000))
			.withErrorInfo("AGAIN", "example.com", Map.of("why", "y".repeat(1_000)))
			.asRuntimeException();
		assertThat(this.limit.fits(ex.getStatus(), ex.getTrailers())).isFalse();
		Failure cut = this.limit.cut("a/b", ex.getStatus(), ex.getTrailers());
		assertThat(this.limit.fits(cut.status(), cut.trailers())).isTrue();
		RichStatus read = RichStatus.from(cut.status().asRuntimeException(cut.trailers()));
		assertThat(read.message()).hasSize(2_048).endsWith("x...");
		assertThat(read.errorInfo()).isPresent();
	}

	@Test
	void ofEqualDetailsTheLastAreDropped() {
		RichStatus rich = RichStatus.of(Status.Code.ABORTED, "again");
		for (int i = 0; i < 5; i++) {
			rich = rich.withErrorInfo("REASON_" + i, "example.com", Map.of("why", "y".repeat(2_000)));
		}
		StatusRuntimeException ex = rich.asRuntimeException();
		Failure cut = this.limit.cut("a/b", ex.getStatus(), ex.getTrailers());
		assertThat(RichStatus.from(cut.status().asRuntimeException(cut.trailers())).toProto().getDetailsList())
			.isEqualTo(rich.toProto().getDetailsList().subList(0, 2));
	}

	@Test
	void detailsThatCannotBeReadAreDropped() {
		Metadata trailers = new Metadata();
		Metadata.Key<byte[]> details = Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);
		trailers.put(details, new byte[10_000]);
		assertThat(this.limit.cut("a/b", Status.ABORTED, trailers).trailers().keys()).isEmpty();
	}

	@Test
	void withoutProtobufAllDetailsAreDropped() {
		TrailersLimit withoutProtobuf = new TrailersLimit(new FilteredClassLoader("com.google.rpc"));
		StatusRuntimeException ex = RichStatus.of(Status.Code.ABORTED, "again")
			.withErrorInfo("SHORT", "example.com")
			.withErrorInfo("LONG", "example.com", Map.of("why", "y".repeat(9_000)))
			.asRuntimeException();
		assertThat(withoutProtobuf.cut("a/b", ex.getStatus(), ex.getTrailers()).trailers().keys()).isEmpty();
		assertThat(this.limit.cut("a/b", ex.getStatus(), ex.getTrailers()).trailers().keys()).hasSize(1);
	}

	private static RichStatus read(Outcome outcome) {
		return RichStatus.from(outcome.status().asRuntimeException(outcome.trailers()));
	}

	private static Outcome overTcp(StatusRuntimeException ex) {
		Outcome[] outcome = new Outcome[1];
		ErrorRunner.runner().withBean(EchoService.class, () -> new ErrorRunner.Handling((caller) -> {
			throw ex;
		})).run((context) -> {
			try (TestChannel channel = TestChannel.to(context)) {
				outcome[0] = Outcome.of(channel.channel(), EchoGrpc.getSayMethod(), EchoService.phrase("hello"));
			}
		});
		return outcome[0];
	}

	@GlobalServerInterceptor
	static class LargeTrailers implements ServerInterceptor {

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			return next.startCall(new SimpleForwardingServerCall<>(call) {

				@Override
				public void close(Status status, Metadata trailers) {
					trailers.put(LONG_TEXT, "x".repeat(20_000));
					super.close(status, trailers);
				}

			}, headers);
		}

	}

}
