package dev.grpcstarter.client;

import java.nio.channels.ClosedChannelException;
import java.util.stream.Stream;
import java.util.zip.ZipException;

import io.grpc.Metadata;
import io.grpc.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class LocalFailureInterceptorTests {

	@Test
	void aReplyThatCannotBeReadHasTheStatusOfWhatIsWrongWithIt() {
		Status status = LocalFailureInterceptor.correct(Status.CANCELLED.withDescription("Failed to read message.")
			.withCause(Status.RESOURCE_EXHAUSTED.withDescription("too large").asRuntimeException()));
		assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
		assertThat(status.getDescription()).isEqualTo("Failed to read the reply: too large");
		assertThat(status.getCause()).isNotNull();
	}

	@Test
	void aReplyThatCannotBeDecompressedIsAnInternalError() {
		Status status = LocalFailureInterceptor
			.correct(Status.UNKNOWN.withCause(new IllegalStateException(new ZipException("Not in GZIP format"))));
		assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
		assertThat(status.getDescription()).isEqualTo("Failed to decompress the reply: Not in GZIP format");
	}

	@Test
	void aConnectionThatClosesAtTheWrongMomentMakesTheServiceUnavailable() {
		Status status = LocalFailureInterceptor.correct(Status.UNKNOWN.withDescription("channel closed")
			.withCause(new ClosedChannelException().initCause(new ClosedChannelException())));
		assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
		assertThat(status.getDescription()).isEqualTo("channel closed");
	}

	@Test
	void whatIsWrongWithTheProtocolIsSaid() {
		Status status = LocalFailureInterceptor.correct(
				Status.INTERNAL.withDescription("http2 exception").withCause(new IllegalStateException("no SETTINGS")));
		assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
		assertThat(status.getDescription()).contains("http2 exception", "no SETTINGS");
	}

	@Test
	void whatTheServerSaysStaysAsItIs() {
		Status status = Status.UNKNOWN.withDescription("channel closed");
		assertThat(LocalFailureInterceptor.correct(status)).isSameAs(status);
		assertThat(LocalFailureInterceptor.correct(Status.OK)).isSameAs(Status.OK);
	}

	@ParameterizedTest
	@MethodSource("thrownByListeners")
	void whatAListenerOfTheApplicationThrowsCancelsTheCall(RuntimeException thrown) {
		Status status = Status.CANCELLED.withDescription("Failed to read message.").withCause(thrown);
		assertThat(LocalFailureInterceptor.correct(status)).isSameAs(status);
	}

	static Stream<RuntimeException> thrownByListeners() {
		return Stream.of(new IllegalStateException("from a listener"), Status.NOT_FOUND.asRuntimeException(),
				Status.UNAVAILABLE.asRuntimeException(),
				new IllegalStateException(Status.RESOURCE_EXHAUSTED.asRuntimeException()),
				Status.INTERNAL.withDescription("of a nested call").asRuntimeException(new Metadata()));
	}

	@Test
	void whatTheApplicationDoesStaysAsItIs() {
		Status cancelled = Status.CANCELLED.withDescription("no longer wanted")
			.withCause(Status.NOT_FOUND.asRuntimeException());
		assertThat(LocalFailureInterceptor.correct(cancelled)).isSameAs(cancelled);
	}

}
