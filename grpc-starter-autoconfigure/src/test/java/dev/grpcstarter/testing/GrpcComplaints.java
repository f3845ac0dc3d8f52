package dev.grpcstarter.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * What gRPC logs as severe, such as that a context is detached which is not attached.
 */
public final class GrpcComplaints extends Handler implements AutoCloseable {

	// held, because the log manager does not
	private static final Logger GRPC = Logger.getLogger("io.grpc");

	private final List<String> lines = new CopyOnWriteArrayList<>();

	public GrpcComplaints() {
		GRPC.addHandler(this);
	}

	public List<String> lines() {
		return this.lines;
	}

	@Override
	public void publish(LogRecord line) {
		if (line.getLevel().intValue() >= Level.SEVERE.intValue()) {
			this.lines.add(line.getMessage());
		}
	}

	@Override
	public void flush() {
		// nothing is kept back
	}

	@Override
	public void close() {
		GRPC.removeHandler(this);
	}

}
