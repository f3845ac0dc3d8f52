package dev.grpcstarter.server.error;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.grpc.Status;

/**
 * Statuses of well-known exceptions for which the application has no handler, and what
 * the caller is told. Subclasses have the status of their nearest superclass in here.
 * What the exception itself says never leaves the server.
 * <p>
 * Types stand by their names, because most of them are of libraries that need not be
 * there. What a bug of the server's would throw as well, such as
 * {@code IllegalStateException} and {@code NoSuchElementException}, is not in here.
 */
enum KnownException {

	INVALID_ARGUMENT("The request is not valid", "java.lang.IllegalArgumentException",
			"java.time.format.DateTimeParseException", "com.google.protobuf.InvalidProtocolBufferException",
			"jakarta.validation.ConstraintViolationException", "org.springframework.validation.BindException",
			"org.springframework.validation.method.MethodValidationException"),

	NOT_FOUND("What was asked for does not exist", "org.springframework.dao.EmptyResultDataAccessException",
			"org.springframework.orm.ObjectRetrievalFailureException", "jakarta.persistence.EntityNotFoundException"),

	ALREADY_EXISTS("It exists already", "org.springframework.dao.DuplicateKeyException"),

	FAILED_PRECONDITION("The state of the data does not allow it",
			"org.springframework.dao.DataIntegrityViolationException"),

	ABORTED("Something else has changed the same data, try again",
			"org.springframework.dao.ConcurrencyFailureException", "jakarta.persistence.OptimisticLockException"),

	PERMISSION_DENIED("The caller may not do this", "java.lang.SecurityException",
			"org.springframework.security.access.AccessDeniedException"),

	UNAUTHENTICATED("The caller is not authenticated", "org.springframework.security.core.AuthenticationException"),

	RESOURCE_EXHAUSTED("The server has too much to do, try again later",
			"java.util.concurrent.RejectedExecutionException"),

	UNAVAILABLE("Something that the server needs is not available, try again later", "java.net.SocketException",
			"java.net.UnknownHostException", "java.nio.channels.UnresolvedAddressException",
			"org.springframework.dao.TransientDataAccessException",
			"org.springframework.dao.RecoverableDataAccessException",
			"org.springframework.dao.DataAccessResourceFailureException",
			"org.springframework.transaction.CannotCreateTransactionException",
			"org.springframework.security.authentication.AuthenticationServiceException"),

	DEADLINE_EXCEEDED("It took too long", "java.util.concurrent.TimeoutException", "java.net.SocketTimeoutException",
			"java.net.http.HttpTimeoutException", "org.springframework.dao.QueryTimeoutException",
			"org.springframework.transaction.TransactionTimedOutException"),

	CANCELLED("It was cancelled", "java.util.concurrent.CancellationException", "java.lang.InterruptedException",
			"java.nio.channels.ClosedByInterruptException"),

	UNIMPLEMENTED("The server cannot do this", "java.lang.UnsupportedOperationException"),

	/**
	 * Broken invariants. Arguments of formats and patterns are the server's own, though
	 * their exceptions are {@code IllegalArgumentException}s.
	 */
	INTERNAL("Internal error", "java.lang.Error", "java.util.IllegalFormatException",
			"java.util.regex.PatternSyntaxException"),

	/**
	 * What gRPC has for an application that throws an exception.
	 */
	UNKNOWN("The server failed", "java.lang.Throwable");

	private static final Map<String, KnownException> BY_TYPE = Arrays.stream(values())
		.flatMap((known) -> known.types.stream().map((type) -> Map.entry(type, known)))
		.collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

	private final String sentence;

	private final List<String> types;

	KnownException(String sentence, String... types) {
		this.sentence = sentence;
		this.types = List.of(types);
	}

	/**
	 * What a caller gets of an exception.
	 * @param ex the exception
	 * @return the row of its nearest type
	 */
	static KnownException of(Throwable ex) {
		for (Class<?> type = ex.getClass(); type != null; type = type.getSuperclass()) {
			KnownException known = BY_TYPE.get(type.getName());
			if (known != null) {
				return known;
			}
		}
		return UNKNOWN;
	}

	Status status() {
		return Status.Code.valueOf(name()).toStatus().withDescription(this.sentence);
	}

	String sentence() {
		return this.sentence;
	}

	List<String> types() {
		return this.types;
	}

}
