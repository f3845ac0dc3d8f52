package dev.grpcstarter.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * A peer that speaks bare frames of RFC 9113, and so can do what no gRPC peer does.
 */
public final class RawHttp2 implements AutoCloseable {

	private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

	private static final int ACK = 1;

	private static final int HEADERS = 1;

	private static final int END_HEADERS = 4;

	private static final int LITERAL_FIELD = 0;

	private static final int RST_STREAM = 3;

	private static final int REFUSED_STREAM = 7;

	private static final int CANCEL = 8;

	private static final int SETTINGS = 4;

	private static final int PING = 6;

	private static final int GOAWAY = 7;

	private final Socket socket;

	private final DataInputStream in;

	private RawHttp2(Socket socket) throws IOException {
		this.socket = socket;
		this.socket.setSoTimeout(20_000);
		this.in = new DataInputStream(this.socket.getInputStream());
	}

	/**
	 * Connects as a client.
	 */
	public RawHttp2(int port) throws IOException {
		this(new Socket(InetAddress.getLoopbackAddress(), port));
		this.socket.getOutputStream().write(PREFACE);
		send(SETTINGS, 0, new byte[0]);
	}

	/**
	 * Connects and says only the beginning of what a client has to say.
	 */
	public static RawHttp2 silent(int port, int bytesOfPreface) throws IOException {
		RawHttp2 client = new RawHttp2(new Socket(InetAddress.getLoopbackAddress(), port));
		client.socket.getOutputStream().write(PREFACE, 0, bytesOfPreface);
		return client;
	}

	/**
	 * Reads until the peer tells its settings, and acknowledges them.
	 * @return the settings by their identifiers
	 */
	public Map<Integer, Integer> awaitSettings() throws IOException {
		Frame frame = read();
		while (frame.type() != SETTINGS || frame.flags() == ACK) {
			frame = read();
		}
		send(SETTINGS, ACK, new byte[0]);
		Map<Integer, Integer> settings = new HashMap<>();
		ByteBuffer payload = ByteBuffer.wrap(frame.payload());
		while (payload.hasRemaining()) {
			settings.put((int) payload.getShort(), payload.getInt());
		}
		return settings;
	}

	/**
	 * Opens a call that does not end by itself.
	 */
	public void call(int stream, String method) throws IOException {
		ByteArrayOutputStream headers = new ByteArrayOutputStream();
		String[] fields = { ":method", "POST", ":scheme", "http", ":path", "/" + method, ":authority", "localhost",
				"content-type", "application/grpc", "te", "trailers" };
		for (int i = 0; i < fields.length; i++) {
			if (i % 2 == 0) {
				headers.write(LITERAL_FIELD);
			}
			headers.write(fields[i].length());
			headers.write(fields[i].getBytes(StandardCharsets.US_ASCII));
		}
		send(HEADERS, END_HEADERS, stream, headers.toByteArray());
	}

	public void reset(int stream) throws IOException {
		send(RST_STREAM, 0, stream, new byte[] { 0, 0, 0, CANCEL });
	}

	/**
	 * Reads until the peer begins a call.
	 * @return its stream
	 */
	public int awaitCall() throws IOException {
		Frame frame = read();
		while (frame.type() != HEADERS) {
			frame = read();
		}
		return frame.stream();
	}

	/**
	 * Says of a call that nothing was done for it.
	 */
	public void refuse(int stream) throws IOException {
		send(RST_STREAM, 0, stream, new byte[] { 0, 0, 0, REFUSED_STREAM });
	}

	/**
	 * Reads until the peer resets a stream.
	 * @return the error code
	 */
	public int awaitReset(int stream) throws IOException {
		Frame frame = read();
		while (frame.type() != RST_STREAM || frame.stream() != stream) {
			frame = read();
		}
		return ByteBuffer.wrap(frame.payload()).getInt();
	}

	/**
	 * Waits for a client to connect, and answers its settings.
	 */
	public static RawHttp2 accept(ServerSocket listening) throws IOException {
		listening.setSoTimeout(20_000);
		RawHttp2 server = new RawHttp2(listening.accept());
		server.in.readNBytes(PREFACE.length);
		server.send(SETTINGS, 0, new byte[0]);
		server.send(SETTINGS, ACK, new byte[0]);
		return server;
	}

	/**
	 * Reads until the peer pings.
	 */
	public void awaitPing() throws IOException {
		Frame frame = read();
		while (frame.type() != PING || frame.flags() == ACK) {
			frame = read();
		}
	}

	/**
	 * Whether a ping has arrived by now.
	 */
	public boolean hasPing() throws IOException {
		while (this.in.available() > 0) {
			if (read().type() == PING) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Says as a server that no stream beyond the first is served.
	 */
	public void goAway(int error, String debug) throws IOException {
		byte[] text = debug.getBytes(StandardCharsets.US_ASCII);
		send(GOAWAY, 0, ByteBuffer.allocate(8 + text.length).putInt(1).putInt(error).put(text).array());
	}

	public void ping() throws IOException {
		send(PING, 0, new byte[8]);
	}

	/**
	 * Reads until the server answers a ping.
	 */
	public void awaitPingAck() throws IOException {
		Frame frame = read();
		while (frame.type() != PING || frame.flags() != ACK) {
			if (frame.type() == GOAWAY) {
				throw new AssertionError(frame.goAway().toString());
			}
			frame = read();
		}
	}

	/**
	 * Reads until the server says that it goes away.
	 */
	public GoAway awaitGoAway() throws IOException {
		Frame frame = read();
		while (frame.type() != GOAWAY) {
			frame = read();
		}
		return frame.goAway();
	}

	/**
	 * Reads until the server closes the connection.
	 */
	public void awaitEnd() throws IOException {
		try {
			while (true) {
				read();
			}
		}
		catch (EOFException ex) {
			// this is the end
		}
	}

	/**
	 * Reads until the connection is gone, whatever is said before.
	 */
	public void awaitClosed() throws IOException {
		try {
			this.in.transferTo(OutputStream.nullOutputStream());
		}
		catch (SocketTimeoutException ex) {
			throw new AssertionError("the connection stays open", ex);
		}
		catch (SocketException ex) {
			// the peer did not read all that it was sent
		}
	}

	private void send(int type, int flags, byte[] payload) throws IOException {
		send(type, flags, 0, payload);
	}

	private void send(int type, int flags, int stream, byte[] payload) throws IOException {
		ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
		frame.put((byte) 0)
			.putShort((short) payload.length)
			.put((byte) type)
			.put((byte) flags)
			.putInt(stream)
			.put(payload);
		this.socket.getOutputStream().write(frame.array());
	}

	private Frame read() throws IOException {
		int length = (this.in.readUnsignedByte() << 16) | this.in.readUnsignedShort();
		int type = this.in.readUnsignedByte();
		int flags = this.in.readUnsignedByte();
		int stream = this.in.readInt();
		return new Frame(type, flags, stream, this.in.readNBytes(length));
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	private record Frame(int type, int flags, int stream, byte[] payload) {

		GoAway goAway() {
			ByteBuffer payload = ByteBuffer.wrap(this.payload);
			payload.getInt();
			int error = payload.getInt();
			byte[] debug = new byte[payload.remaining()];
			payload.get(debug);
			return new GoAway(error, new String(debug, StandardCharsets.UTF_8));
		}

	}

	/**
	 * What the server said when it went away.
	 */
	public record GoAway(int error, String debug) {

	}

}
