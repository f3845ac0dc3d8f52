package dev.grpcstarter.error;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.LocalizedMessage;
import com.google.rpc.PreconditionFailure;
import com.google.rpc.ResourceInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import org.jspecify.annotations.Nullable;

/**
 * A status with details that programs can read: {@code google.rpc.Status} with the
 * messages of {@code google/rpc/error_details.proto}. A server builds one and throws it;
 * a client makes one from the exception that it gets.
 *
 * <pre class="code">
 * throw RichStatus.of(Status.Code.FAILED_PRECONDITION, "Out of stock")
 *     .withErrorInfo("OUT_OF_STOCK", "shop.example.com", Map.of("left", "2"))
 *     .withRetryDelay(Duration.ofMinutes(5))
 *     .asRuntimeException();
 * </pre>
 *
 * All of it is sent in the trailers, for which clients have 8 KB unless told otherwise.
 * Immutable: each {@code with} method returns another status.
 */
public final class RichStatus {

	private final com.google.rpc.Status proto;

	private RichStatus(com.google.rpc.Status proto) {
		this.proto = proto;
	}

	/**
	 * An error without details.
	 * @param code what kind of error it is
	 * @param message what went wrong, for developers; the caller sees it
	 * @return the status
	 * @throws IllegalArgumentException if the code is {@code OK}
	 */
	public static RichStatus of(Status.Code code, String message) {
		if (code == Status.Code.OK) {
			throw new IllegalArgumentException("OK is no error");
		}
		return new RichStatus(com.google.rpc.Status.newBuilder().setCode(code.value()).setMessage(message).build());
	}

	/**
	 * What a failed call says. Details that cannot be read count as none.
	 * @param failure what the call has thrown; the first {@link StatusRuntimeException}
	 * or {@link StatusException} among it and its causes is taken
	 * @return the status, {@code UNKNOWN} if there is none
	 */
	public static RichStatus from(Throwable failure) {
		try {
			com.google.rpc.Status proto = StatusProto.fromThrowable(failure);
			if (proto != null) {
				return new RichStatus(proto);
			}
		}
		catch (IllegalArgumentException ex) {
			// the details are broken, or contradict the status
		}
		return new RichStatus(StatusProto.fromStatusAndTrailers(Status.fromThrowable(failure), null));
	}

	/**
	 * Says the reason in a way that programs can tell apart.
	 * @param reason the reason, in {@code UPPER_SNAKE_CASE}
	 * @param domain whose reason it is, such as {@code shop.example.com}
	 * @param metadata what else there is to know
	 * @return the status with an {@link ErrorInfo}
	 */
	public RichStatus withErrorInfo(String reason, String domain, Map<String, String> metadata) {
		return withDetail(ErrorInfo.newBuilder().setReason(reason).setDomain(domain).putAllMetadata(metadata).build());
	}

	/**
	 * Says the reason in a way that programs can tell apart.
	 * @param reason the reason, in {@code UPPER_SNAKE_CASE}
	 * @param domain whose reason it is, such as {@code shop.example.com}
	 * @return the status with an {@link ErrorInfo}
	 */
	public RichStatus withErrorInfo(String reason, String domain) {
		return withErrorInfo(reason, domain, Map.of());
	}

	/**
	 * Names a field of the request that is wrong.
	 * @param field the path of the field, such as {@code lines[0].quantity}
	 * @param description what is wrong with it
	 * @return the status with a {@link BadRequest}, to which each such field is added
	 */
	public RichStatus withFieldViolation(String field, String description) {
		BadRequest.FieldViolation violation = BadRequest.FieldViolation.newBuilder()
			.setField(field)
			.setDescription(description)
			.build();
		return merge(BadRequest.class, BadRequest.getDefaultInstance(),
				(found) -> found.toBuilder().addFieldViolations(violation).build());
	}

	/**
	 * Names something that must be different before the call can succeed.
	 * @param type the kind of condition, such as {@code TERMS}
	 * @param subject what it is about
	 * @param description how it is not met
	 * @return the status with a {@link PreconditionFailure}, to which each such condition
	 * is added
	 */
	public RichStatus withPreconditionViolation(String type, String subject, String description) {
		PreconditionFailure.Violation violation = PreconditionFailure.Violation.newBuilder()
			.setType(type)
			.setSubject(subject)
			.setDescription(description)
			.build();
		return merge(PreconditionFailure.class, PreconditionFailure.getDefaultInstance(),
				(found) -> found.toBuilder().addViolations(violation).build());
	}

	/**
	 * Names what the error is about.
	 * @param type the kind of resource
	 * @param name its name
	 * @param description what happened to it
	 * @return the status with a {@link ResourceInfo}
	 */
	public RichStatus withResource(String type, String name, String description) {
		return withDetail(ResourceInfo.newBuilder()
			.setResourceType(type)
			.setResourceName(name)
			.setDescription(description)
			.build());
	}

	/**
	 * Says when to try again.
	 * @param delay the shortest time to wait
	 * @return the status with a {@link RetryInfo}
	 */
	public RichStatus withRetryDelay(Duration delay) {
		return withDetail(RetryInfo.newBuilder()
			.setRetryDelay(
					com.google.protobuf.Duration.newBuilder().setSeconds(delay.getSeconds()).setNanos(delay.getNano()))
			.build());
	}

	/**
	 * Adds what people are to read.
	 * @param locale the language of the message
	 * @param message the message
	 * @return the status with a {@link LocalizedMessage}
	 */
	public RichStatus withLocalizedMessage(Locale locale, String message) {
		return withDetail(LocalizedMessage.newBuilder().setLocale(locale.toLanguageTag()).setMessage(message).build());
	}

	/**
	 * Adds any message.
	 * @param detail the message, of a type that the caller knows
	 * @return the status with the detail
	 */
	public RichStatus withDetail(Message detail) {
		return new RichStatus(this.proto.toBuilder().addDetails(Any.pack(detail)).build());
	}

	private <T extends Message> RichStatus merge(Class<T> type, T none, UnaryOperator<T> addition) {
		Any merged = Any.pack(addition.apply(detail(type).orElse(none)));
		int index = IntStream.range(0, this.proto.getDetailsCount())
			.filter((i) -> this.proto.getDetails(i).is(type))
			.findFirst()
			.orElse(-1);
		com.google.rpc.Status.Builder builder = this.proto.toBuilder();
		return new RichStatus(((index < 0) ? builder.addDetails(merged) : builder.setDetails(index, merged)).build());
	}

	/**
	 * The kind of error.
	 * @return the code
	 */
	public Status.Code code() {
		return Status.fromCodeValue(this.proto.getCode()).getCode();
	}

	/**
	 * What went wrong, for developers.
	 * @return the message, empty if there is none
	 */
	public String message() {
		return this.proto.getMessage();
	}

	/**
	 * The reason.
	 * @return the first {@link ErrorInfo}
	 */
	public Optional<ErrorInfo> errorInfo() {
		return detail(ErrorInfo.class);
	}

	/**
	 * The fields of the request that are wrong.
	 * @return the violations of the first {@link BadRequest}
	 */
	public List<BadRequest.FieldViolation> fieldViolations() {
		return detail(BadRequest.class).map(BadRequest::getFieldViolationsList).orElse(List.of());
	}

	/**
	 * How long to wait before trying again.
	 * @return the delay of the first {@link RetryInfo}
	 */
	public Optional<Duration> retryDelay() {
		return detail(RetryInfo.class).map(RetryInfo::getRetryDelay)
			.map((delay) -> Duration.ofSeconds(delay.getSeconds(), delay.getNanos()));
	}

	/**
	 * A detail by its type.
	 * @param <T> the type
	 * @param type the type, as {@code protoc} generates it
	 * @return the first readable detail of that type
	 */
	public <T extends Message> Optional<T> detail(Class<T> type) {
		return this.proto.getDetailsList()
			.stream()
			.filter((detail) -> detail.is(type))
			.map((detail) -> unpack(detail, type))
			.flatMap(Optional::stream)
			.findFirst();
	}

	private static <T extends Message> Optional<T> unpack(Any detail, Class<T> type) {
		try {
			return Optional.of(detail.unpack(type));
		}
		catch (InvalidProtocolBufferException ex) {
			return Optional.empty();
		}
	}

	/**
	 * The status as gRPC sends it.
	 * @return the message
	 */
	public com.google.rpc.Status toProto() {
		return this.proto;
	}

	/**
	 * The status as an exception, to be thrown or handed to {@code onError}.
	 * @return the exception, with the details in its trailers
	 */
	public StatusRuntimeException asRuntimeException() {
		return StatusProto.toStatusRuntimeException(this.proto);
	}

	/**
	 * The status as a checked exception.
	 * @return the exception, with the details in its trailers
	 */
	public StatusException asException() {
		return StatusProto.toStatusException(this.proto);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof RichStatus that && this.proto.equals(that.proto);
	}

	@Override
	public int hashCode() {
		return this.proto.hashCode();
	}

	@Override
	public String toString() {
		return code() + ": " + message() + ", " + this.proto.getDetailsList().stream().map(Any::getTypeUrl).toList();
	}

}
