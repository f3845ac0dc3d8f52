package dev.grpcstarter.benchmarks.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * The client's side of an HTTP/2 connection without streams: it sends the preface,
 * acknowledges settings and answers pings.
 */
final class QuietConnection {

	private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

	private static final int SETTINGS = 4;

	private static final int PING = 6;

	private static final int ACK = 1;

	private final SocketChannel socket;

	private final Runnable whenSettled;

	private final FrameReader frames = new FrameReader(this::frame);

	/**
	 * A connection.
	 * @param socket connected
	 * @param whenSettled runs when the server has acknowledged the settings
	 */
	QuietConnection(SocketChannel socket, Runnable whenSettled) {
		this.socket = socket;
		this.whenSettled = whenSettled;
	}

	void begin() throws IOException {
		write(ByteBuffer.wrap(PREFACE.getBytes(StandardCharsets.US_ASCII)));
		write(FrameReader.frame(SETTINGS, 0, new byte[0]));
	}

	/**
	 * Reads what has come.
	 * @param bytes what it is read into
	 * @return {@code false} if the server has closed the connection
	 * @throws IOException if it is broken
	 */
	boolean read(ByteBuffer bytes) throws IOException {
		int read = this.socket.read(bytes.clear());
		this.frames.read(bytes.flip());
		return read >= 0;
	}

	private void frame(int type, int flags, byte[] payload) throws IOException {
		boolean acknowledged = (flags & ACK) != 0;
		if (type == SETTINGS && acknowledged) {
			this.whenSettled.run();
		}
		else if (type == SETTINGS) {
			write(FrameReader.frame(SETTINGS, ACK, new byte[0]));
		}
		else if (type == PING && !acknowledged) {
			write(FrameReader.frame(PING, ACK, payload));
		}
	}

	// a few bytes now and then: there is always room for them
	private void write(ByteBuffer bytes) throws IOException {
		this.socket.write(bytes);
		if (bytes.hasRemaining()) {
			throw new IOException("The server reads nothing");
		}
	}

}
