package dev.grpcstarter.server.error;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.MissingFormatArgumentException;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.grpcstarter.testing.Outcome;
import io.grpc.Status.Code;
import jakarta.validation.ConstraintViolationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.core.task.TaskRejectedException;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.dao.IncorrectResultSizeDataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.orm.ObjectOptimisticLockingFailureException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.InternalAuthenticationServiceException;
import org.springframework.transaction.CannotCreateTransactionException;

import static org.assertj.core.api.Assertions.assertThat;

class KnownExceptionTests {

	@ParameterizedTest
	@EnumSource
	void everyTypeExistsAndIsAnException(KnownException known) {
		assertThat(known.types()).isNotEmpty()
			.allSatisfy((type) -> assertThat(Throwable.class).isAssignableFrom(Class.forName(type)));
	}

	@Test
	void everyErrorCodeButThoseThatOnlyAnApplicationKnowsIsInTheTable() {
		assertThat(Stream.of(KnownException.values()).map(Enum::name))
			.containsExactlyInAnyOrderElementsOf(Arrays.stream(Code.values())
				.filter((code) -> !List.of(Code.OK, Code.OUT_OF_RANGE, Code.DATA_LOSS).contains(code))
				.map(Enum::name)
				.toList());
	}

	@Test
	void thePageOfErrorsShowsTheTable() throws IOException {
		List<String> rows = Arrays.stream(KnownException.values())
			.map((known) -> "| `%s` | %s | %s |".formatted(known.name(), known.sentence(),
					known.types().stream().map("`%s`"::formatted).collect(Collectors.joining(" "))))
			.toList();
		assertThat(Files.readAllLines(Path.of("..", "src", "docs", "errors.md"))
			.stream()
			.filter((line) -> line.startsWith("| `"))
			.toList()).isEqualTo(rows);
	}

	@ParameterizedTest
	@MethodSource
	void theNearestTypeWins(Throwable ex, Code code) {
		assertThat(KnownException.of(ex).status().getCode()).isEqualTo(code);
	}

	static Stream<Arguments> theNearestTypeWins() throws Exception {
		return Stream.of(Arguments.of(new NumberFormatException(), Code.INVALID_ARGUMENT),
				Arguments.of(new InvalidProtocolBufferException("x"), Code.INVALID_ARGUMENT),
				Arguments.of(new ConstraintViolationException(null), Code.INVALID_ARGUMENT),
				Arguments.of(new MissingFormatArgumentException("%s"), Code.INTERNAL),
				Arguments.of(new EmptyResultDataAccessException(1), Code.NOT_FOUND),
				Arguments.of(new IncorrectResultSizeDataAccessException(1), Code.UNKNOWN),
				Arguments.of(new DuplicateKeyException("x"), Code.ALREADY_EXISTS),
				Arguments.of(new DataIntegrityViolationException("x"), Code.FAILED_PRECONDITION),
				Arguments.of(new ObjectOptimisticLockingFailureException("x", null), Code.ABORTED),
				Arguments.of(new CannotAcquireLockException("x"), Code.ABORTED),
				Arguments.of(new QueryTimeoutException("x"), Code.DEADLINE_EXCEEDED),
				Arguments.of(new TransientDataAccessResourceException("x"), Code.UNAVAILABLE),
				Arguments.of(new DataAccessResourceFailureException("x"), Code.UNAVAILABLE),
				Arguments.of(new CannotCreateTransactionException("x"), Code.UNAVAILABLE),
				Arguments.of(new SecurityException(), Code.PERMISSION_DENIED),
				Arguments.of(new AccessDeniedException("x"), Code.PERMISSION_DENIED),
				Arguments.of(new java.nio.file.AccessDeniedException("x"), Code.UNKNOWN),
				Arguments.of(new BadCredentialsException("x"), Code.UNAUTHENTICATED),
				Arguments.of(new InternalAuthenticationServiceException("x"), Code.UNAVAILABLE),
				Arguments.of(new ConnectException(), Code.UNAVAILABLE),
				Arguments.of(new TimeoutException(), Code.DEADLINE_EXCEEDED),
				Arguments.of(new SocketTimeoutException(), Code.DEADLINE_EXCEEDED),
				Arguments.of(new RejectedExecutionException(), Code.RESOURCE_EXHAUSTED),
				Arguments.of(new TaskRejectedException("x"), Code.RESOURCE_EXHAUSTED),
				Arguments.of(new CancellationException(), Code.CANCELLED),
				Arguments.of(new InterruptedException(), Code.CANCELLED),
				Arguments.of(new UnsupportedOperationException(), Code.UNIMPLEMENTED),
				Arguments.of(new OutOfMemoryError(), Code.INTERNAL),
				Arguments.of(new NoClassDefFoundError(), Code.INTERNAL),
				Arguments.of(new IllegalStateException(), Code.UNKNOWN),
				Arguments.of(new NoSuchElementException(), Code.UNKNOWN),
				Arguments.of(new NullPointerException(), Code.UNKNOWN),
				Arguments.of(new FileNotFoundException(), Code.UNKNOWN),
				Arguments.of(new NoSuchFileException("x"), Code.UNKNOWN));
	}

	@ParameterizedTest
	@MethodSource
	void theCallerIsToldASentenceAndNothingElse(Throwable ex, Code code, String sentence) {
		Outcome outcome = ErrorRunner.thrown(ex);
		assertThat(outcome.status().getCode()).isEqualTo(code);
		assertThat(outcome.status().getDescription()).isEqualTo(sentence);
		assertThat(outcome.status().getCause()).isNull();
		assertThat(outcome.trailers().toString()).doesNotContain("secret", "Exception", "Error");
	}

	static Stream<Arguments> theCallerIsToldASentenceAndNothingElse() {
		IllegalStateException cause = new IllegalStateException("secret");
		return Stream.of(
				Arguments.of(new IllegalArgumentException("secret", cause), Code.INVALID_ARGUMENT,
						"The request is not valid"),
				Arguments.of(new DuplicateKeyException("secret", cause), Code.ALREADY_EXISTS, "It exists already"),
				Arguments.of(new RuntimeException("secret", cause), Code.UNKNOWN, "The server failed"),
				Arguments.of(new StackOverflowError("secret"), Code.INTERNAL, "Internal error"),
				Arguments.of(new CompletionException("secret", new AccessDeniedException("secret")),
						Code.PERMISSION_DENIED, "The caller may not do this"),
				Arguments.of(new RuntimeException("secret", new IllegalArgumentException("secret")), Code.UNKNOWN,
						"The server failed"));
	}

}
