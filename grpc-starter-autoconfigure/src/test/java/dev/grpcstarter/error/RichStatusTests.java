package dev.grpcstarter.error;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.LocalizedMessage;
import com.google.rpc.PreconditionFailure;
import com.google.rpc.ResourceInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RichStatusTests {

	private final RichStatus rich = RichStatus.of(Status.Code.FAILED_PRECONDITION, "not now")
		.withErrorInfo("CLOSED", "shop.example.com", Map.of("opens", "9"))
		.withFieldViolation("lines[0].sku", "is unknown")
		.withFieldViolation("lines[1].quantity", "is negative")
		.withPreconditionViolation("TERMS", "user/1", "not accepted")
		.withPreconditionViolation("AGE", "user/1", "not known")
		.withResource("shop", "shops/1", "is closed")
		.withRetryDelay(Duration.ofMillis(1500))
		.withLocalizedMessage(Locale.CANADA_FRENCH, "plus tard")
		.withDetail(com.google.protobuf.Duration.newBuilder().setSeconds(3).build());

	@Test
	void whatIsBuiltIsReadFromTheException() {
		for (Throwable failure : new Throwable[] { this.rich.asRuntimeException(), this.rich.asException(),
				new IllegalStateException(this.rich.asRuntimeException()) }) {
			RichStatus read = RichStatus.from(failure);
			assertThat(read).isEqualTo(this.rich).hasSameHashCodeAs(this.rich);
			assertThat(read.code()).isEqualTo(Status.Code.FAILED_PRECONDITION);
			assertThat(read.message()).isEqualTo("not now");
			assertThat(read.errorInfo()).contains(ErrorInfo.newBuilder()
				.setReason("CLOSED")
				.setDomain("shop.example.com")
				.putMetadata("opens", "9")
				.build());
			assertThat(read.fieldViolations()).extracting(BadRequest.FieldViolation::getField)
				.containsExactly("lines[0].sku", "lines[1].quantity");
			assertThat(read.retryDelay()).contains(Duration.ofMillis(1500));
			assertThat(read.detail(PreconditionFailure.class).orElseThrow().getViolationsList())
				.extracting(PreconditionFailure.Violation::getType)
				.containsExactly("TERMS", "AGE");
			assertThat(read.detail(ResourceInfo.class).orElseThrow().getResourceName()).isEqualTo("shops/1");
			assertThat(read.detail(LocalizedMessage.class).orElseThrow().getLocale()).isEqualTo("fr-CA");
			assertThat(read.detail(com.google.protobuf.Duration.class).orElseThrow().getSeconds()).isEqualTo(3);
		}
	}

	@Test
	void theExceptionHasTheStatusForThoseWhoReadNoDetails() {
		assertThat(this.rich.asRuntimeException().getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
		assertThat(this.rich.asRuntimeException().getStatus().getDescription()).isEqualTo("not now");
	}

	@Test
	void aStatusIsNeverChanged() {
		RichStatus plain = RichStatus.of(Status.Code.NOT_FOUND, "gone");
		assertThat(plain.withRetryDelay(Duration.ofSeconds(1))).isNotEqualTo(plain);
		assertThat(plain.toProto().getDetailsList()).isEmpty();
	}

	@Test
	void anExceptionWithoutDetailsHasNone() {
		RichStatus read = RichStatus.from(Status.NOT_FOUND.withDescription("gone").asRuntimeException());
		assertThat(read).isEqualTo(RichStatus.of(Status.Code.NOT_FOUND, "gone"));
		assertThat(read.errorInfo()).isEmpty();
		assertThat(read.fieldViolations()).isEmpty();
		assertThat(read.retryDelay()).isEmpty();
	}

	@Test
	void anExceptionWithoutStatusIsUnknown() {
		assertThat(RichStatus.from(new IllegalStateException("secret")))
			.isEqualTo(RichStatus.of(Status.Code.UNKNOWN, ""));
	}

	@Test
	void detailsThatCannotBeReadCountAsNone() {
		Metadata broken = new Metadata();
		broken.put(Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER), new byte[] { 1, 2, 3 });
		assertThat(RichStatus.from(Status.ABORTED.withDescription("again").asRuntimeException(broken)))
			.isEqualTo(RichStatus.of(Status.Code.ABORTED, "again"));
		StatusException contradiction = Status.ABORTED.asException(this.rich.asException().getTrailers());
		assertThat(RichStatus.from(contradiction)).isEqualTo(RichStatus.of(Status.Code.ABORTED, ""));
		Any half = Any.newBuilder()
			.setTypeUrl("type.googleapis.com/google.rpc.RetryInfo")
			.setValue(ByteString.copyFrom(new byte[] { 10, 100 }))
			.build();
		RichStatus read = RichStatus.from(io.grpc.protobuf.StatusProto
			.toStatusException(this.rich.toProto().toBuilder().clearDetails().addDetails(half).build()));
		assertThat(read.detail(RetryInfo.class)).isEmpty();
	}

	@Test
	void okIsNoError() {
		assertThatIllegalArgumentException().isThrownBy(() -> RichStatus.of(Status.Code.OK, "fine"));
	}

	@Test
	void itSaysWhatItIs() {
		assertThat(RichStatus.of(Status.Code.ABORTED, "again").withRetryDelay(Duration.ofSeconds(1)))
			.hasToString("ABORTED: again, [type.googleapis.com/google.rpc.RetryInfo]");
	}

}
