package dev.grpcstarter.testing;

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

/**
 * A peer that speaks bare frames of RFC 9113, and so can do what no gRPC peer does.
 */
public final class RawHttp2 implements AutoCloseable {

	private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

	private static final int ACK = 1;

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
		ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
		frame.put((byte) 0).putShort((short) payload.length).put((byte) type).put((byte) flags).putInt(0).put(payload);
		this.socket.getOutputStream().write(frame.array());
	}

	private Frame read() throws IOException {
		int length = (this.in.readUnsignedByte() << 16) | this.in.readUnsignedShort();
		int type = this.in.readUnsignedByte();
		int flags = this.in.readUnsignedByte();
		this.in.readInt();
		return new Frame(type, flags, this.in.readNBytes(length));
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	private record Frame(int type, int flags, byte[] payload) {

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
