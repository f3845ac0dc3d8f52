package dev.grpcstarter.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.grpc.CallCredentials;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.SecurityLevel;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Credentials that stand in the metadata {@code authorization} of each call. As a bean
 * they are for {@code grpc.client.channels.<name>.credentials}; a stub takes them with
 * {@code withCallCredentials}.
 * <p>
 * They are not sent where others could read them: over TCP without TLS a call fails with
 * UNAUTHENTICATED, unless {@link #alsoOverPlaintext()} allows it. In-process and Unix
 * sockets do not leave the machine. Immutable, and no secret is printed.
 */
public final class TokenCredentials extends CallCredentials {

	private static final Metadata.Key<String> AUTHORIZATION = Metadata.Key.of("authorization",
			Metadata.ASCII_STRING_MARSHALLER);

	private static final Context.Key<TokenCredentials> ASKING = Context.key("dev.grpcstarter.client.asking");

	private static final Set<Status.Code> TEMPORARY = EnumSet.of(Status.Code.UNAVAILABLE, Status.Code.DEADLINE_EXCEEDED,
			Status.Code.RESOURCE_EXHAUSTED);

	private final String scheme;

	private final Supplier<? extends @Nullable String> tokens;

	private final boolean overPlaintext;

	private TokenCredentials(String scheme, Supplier<? extends @Nullable String> tokens, boolean overPlaintext) {
		this.scheme = scheme;
		this.tokens = Objects.requireNonNull(tokens, "tokens");
		this.overPlaintext = overPlaintext;
	}

	/**
	 * A bearer token (RFC 6750).
	 * @param tokens asked for the token at each call, on the executor of the call, within
	 * its {@link Context}; it may block, and is the one to remember a token for as long
	 * as it is valid. Without a token the call fails with UNAUTHENTICATED, and so it does
	 * if the supplier throws; with UNAVAILABLE if the reason is a network or a server
	 * that is not there
	 * @return the credentials
	 */
	public static TokenCredentials bearer(Supplier<? extends @Nullable String> tokens) {
		return new TokenCredentials("Bearer", tokens, false);
	}

	/**
	 * A user and a password (RFC 7617), in UTF-8.
	 * @param user the name of the user
	 * @param password the password
	 * @return the credentials
	 * @throws IllegalArgumentException if there is a colon in the name
	 */
	public static TokenCredentials basic(String user, String password) {
		if (user.indexOf(':') >= 0) {
			throw new IllegalArgumentException("There must be no colon in the name of a user, which would end there");
		}
		String token = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
		return new TokenCredentials("Basic", () -> token, false);
	}

	/**
	 * The same, also sent over TCP without TLS, where everybody on the way can read and
	 * use it: for networks that encrypt by themselves, such as a service mesh.
	 * @return credentials that are always sent
	 */
	public TokenCredentials alsoOverPlaintext() {
		return new TokenCredentials(this.scheme, this.tokens, true);
	}

	@Override
	public void applyRequestMetadata(RequestInfo call, Executor executor, MetadataApplier applier) {
		if (!this.overPlaintext && !isPrivate(call)) {
			applier.fail(Status.UNAUTHENTICATED.withDescription(
					"no credentials are sent to '%s' over plaintext: give the channel TLS (ssl.bundle or ssl.enabled), or allow it with TokenCredentials.alsoOverPlaintext()"
						.formatted(call.getAuthority())));
		}
		else if (ASKING.get() == this) {
			applier.fail(Status.UNAUTHENTICATED.withDescription(
					"a call to '%s' that fetches the token would itself need it: set credentials to none for its channel"
						.formatted(call.getAuthority())));
		}
		else {
			executor.execute(Context.current().withValue(ASKING, this).wrap(() -> apply(applier)));
		}
	}

	private static boolean isPrivate(RequestInfo call) {
		SocketAddress peer = call.getTransportAttrs().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
		return call.getSecurityLevel() == SecurityLevel.PRIVACY_AND_INTEGRITY
				|| (peer != null && !(peer instanceof InetSocketAddress));
	}

	private void apply(MetadataApplier applier) {
		String token;
		try {
			token = this.tokens.get();
		}
		// without an answer the call would wait for its deadline
		catch (Throwable ex) {
			applier.fail(failed(ex));
			return;
		}
		if (token == null || token.isBlank()) {
			applier.fail(Status.UNAUTHENTICATED.withDescription("there is no token to send"));
		}
		else if (!token.strip().chars().allMatch((character) -> character > 0x20 && character < 0x7F)) {
			applier.fail(Status.UNAUTHENTICATED
				.withDescription("the token has spaces or characters that are not printable ASCII"));
		}
		else {
			Metadata headers = new Metadata();
			headers.put(AUTHORIZATION, this.scheme + " " + token.strip());
			applier.apply(headers);
		}
	}

	/**
	 * The message stays in the cause: others may have put a secret in it.
	 * @param failure what the supplier has thrown
	 * @return the status of the call
	 */
	private static Status failed(Throwable failure) {
		Status status = isTemporary(failure) ? Status.UNAVAILABLE : Status.UNAUTHENTICATED;
		return status
			.withDescription("the token could not be had, because of %s".formatted(failure.getClass().getName()))
			.withCause(failure);
	}

	private static boolean isTemporary(Throwable failure) {
		if (TEMPORARY.contains(Status.fromThrowable(failure).getCode())) {
			return true;
		}
		for (Throwable each = failure; each != null; each = each.getCause()) {
			if (each instanceof IOException) {
				return true;
			}
		}
		return false;
	}

	@Override
	public String toString() {
		return "TokenCredentials[%s%s]".formatted(this.scheme, this.overPlaintext ? ", also over plaintext" : "");
	}

}
