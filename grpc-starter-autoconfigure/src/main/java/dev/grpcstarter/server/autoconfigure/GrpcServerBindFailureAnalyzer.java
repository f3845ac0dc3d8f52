package dev.grpcstarter.server.autoconfigure;

import java.net.UnknownHostException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

import dev.grpcstarter.server.GrpcServerBindException;
import dev.grpcstarter.server.ListenAddress;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains why the server could not listen, and which key to change.
 */
class GrpcServerBindFailureAnalyzer extends AbstractFailureAnalyzer<GrpcServerBindException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, GrpcServerBindException cause) {
		// a switch over the sealed type when the baseline is Java 21
		if (cause.address() instanceof ListenAddress.Tcp tcp) {
			return tcp(tcp, cause);
		}
		if (cause.address() instanceof ListenAddress.UnixSocket unixSocket) {
			return unixSocket(unixSocket, cause);
		}
		return new FailureAnalysis(
				"The gRPC server could not listen on %s: %s".formatted(cause.address(), reason(rootFailure)),
				"Set grpc.server.in-process-name to a name that no other server of this JVM uses.", cause);
	}

	private static FailureAnalysis tcp(ListenAddress.Tcp address, GrpcServerBindException cause) {
		String reason = reason(rootCause(cause));
		String what = "The gRPC server could not listen on %s (grpc.server.address and grpc.server.port): "
			.formatted(address);
		if (rootCause(cause) instanceof UnknownHostException) {
			return new FailureAnalysis(what + "there is no host '%s'.".formatted(address.host()),
					"Set grpc.server.address to a host name or IP address of this machine, or to * for all of its network interfaces.",
					cause);
		}
		if (reason.contains("in use")) {
			return new FailureAnalysis(
					what + "another process, or another server of this one, already uses port %s."
						.formatted(address.port()),
					"Stop what listens on port %s, or set grpc.server.port to another port (0 takes a free one)."
						.formatted(address.port()),
					cause);
		}
		if (reason.contains("ermission denied")) {
			return new FailureAnalysis(what + "this user may not open port %s.".formatted(address.port()),
					"Set grpc.server.port to a port above 1023.", cause);
		}
		return new FailureAnalysis(what + reason + ".",
				"Set grpc.server.address to an address of this machine, or to * for all of its network interfaces.",
				cause);
	}

	private static FailureAnalysis unixSocket(ListenAddress.UnixSocket address, GrpcServerBindException cause) {
		Throwable failure = cause.getCause();
		String what = "The gRPC server could not listen on %s (grpc.server.unix-socket): ".formatted(address);
		if (failure instanceof UnsupportedOperationException) {
			return new FailureAnalysis(what + reason(failure) + ".",
					"Remove grpc.server.unix-socket, or run on Linux with the native library that grpc-netty-shaded brings for it.",
					cause);
		}
		if (failure instanceof NoSuchFileException) {
			return new FailureAnalysis(what + "there is no directory %s.".formatted(failure.getMessage()),
					"Create the directory, or set grpc.server.unix-socket to a path in one that exists.", cause);
		}
		if (failure instanceof FileAlreadyExistsException) {
			return new FailureAnalysis(what + "there is a file that is no socket, which the server does not touch.",
					"Remove the file, or set grpc.server.unix-socket to another path.", cause);
		}
		if (reason(rootCause(cause)).contains("in use")) {
			return new FailureAnalysis(what + "another process, or another server of this one, already listens there.",
					"Stop what listens there, or set grpc.server.unix-socket to another path.", cause);
		}
		return new FailureAnalysis(what + reason(rootCause(cause)) + ".",
				"Set grpc.server.unix-socket to a path at which this user may create a socket.", cause);
	}

	private static Throwable rootCause(Throwable failure) {
		Throwable cause = failure;
		while (cause.getCause() != null) {
			cause = cause.getCause();
		}
		return cause;
	}

	private static String reason(@Nullable Throwable failure) {
		return (failure != null && failure.getMessage() != null) ? failure.getMessage() : String.valueOf(failure);
	}

}
