package dev.grpcstarter.sample;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.grpc.MethodDescriptor;

/**
 * Writes down what was said in the {@link Demo}.
 */
class DemoTranscript {

	private static final int MAX_LENGTH = 160;

	private final StringBuilder text = new StringBuilder();

	private long begin;

	void begin(String kind, MethodDescriptor<?, ?> method) {
		this.text.append("%n  %s  %s%n".formatted(kind, method.getFullMethodName()));
		this.begin = System.nanoTime();
	}

	void sent(Message message) {
		this.text.append("    -> %s%n".formatted(shortened(message)));
	}

	void received(Message message) {
		this.text.append("    <- %s%n".formatted(shortened(message)));
	}

	void end(String remark) {
		double millis = (System.nanoTime() - this.begin) / 1_000_000.0;
		this.text.append("    OK in %.1f ms; %s%n".formatted(millis, remark));
	}

	private static String shortened(Message message) {
		String line = TextFormat.printer().emittingSingleLine(true).printToString(message);
		return (line.length() <= MAX_LENGTH) ? line : line.substring(0, MAX_LENGTH) + " ...";
	}

	@Override
	public String toString() {
		return this.text.toString();
	}

}
