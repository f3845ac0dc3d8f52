package dev.grpcstarter.conformance.badserver;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A connection as the server sees it, which sends what it likes.
 */
final class Peer implements AutoCloseable {

	private static final int PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".length();

	private final Socket socket;

	private final DataInputStream in;

	private final OutputStream out;

	private final CountDownLatch reformed;

	Peer(Socket socket, CountDownLatch reformed) throws IOException {
		this.socket = socket;
		this.socket.setTcpNoDelay(true);
		this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
		this.out = socket.getOutputStream();
		this.reformed = reformed;
	}

	/**
	 * Whether the server behaves well by now.
	 */
	boolean isReformed() {
		return this.reformed.getCount() == 0;
	}

	void greet(Frame.Setting... settings) throws IOException {
		awaitPreface();
		send(Frame.settings(settings));
	}

	void awaitPreface() throws IOException {
		this.in.readFully(new byte[PREFACE]);
	}

	/**
	 * Waits for a complete request, and meanwhile answers what has to be answered.
	 * @return the stream of the call
	 */
	int awaitCall() throws IOException {
		while (true) {
			int lengthAndType = this.in.readInt();
			int type = lengthAndType & 0xff;
			int flags = this.in.readUnsignedByte();
			int stream = this.in.readInt();
			byte[] payload = this.in.readNBytes(lengthAndType >>> 8);
			if ((type == Frame.HEADERS || type == Frame.DATA) && (flags & Frame.END_STREAM) != 0) {
				return stream;
			}
			if (type == Frame.SETTINGS && flags != Frame.ACK) {
				send(Frame.of(Frame.SETTINGS, Frame.ACK, 0));
			}
			if (type == Frame.PING && flags != Frame.ACK) {
				send(Frame.of(Frame.PING, Frame.ACK, 0, payload));
			}
		}
	}

	void send(byte[]... pieces) throws IOException {
		for (byte[] piece : pieces) {
			this.out.write(piece);
		}
		this.out.flush();
	}

	/**
	 * Sends the same 5,000 times at once. Not more, because what the client answers to it
	 * would fill its memory: on that side gRPC has no limit.
	 * @param piece what to send
	 */
	void flood(byte[] piece) throws IOException {
		ByteArrayOutputStream pieces = new ByteArrayOutputStream();
		for (int i = 0; i < 5000; i++) {
			pieces.writeBytes(piece);
		}
		send(pieces.toByteArray());
		keepSilent();
	}

	/**
	 * Sends the same now and then, for as long as the client listens and the server is
	 * bad.
	 * @param piece what to send
	 */
	void dribble(byte... piece) throws IOException, InterruptedException {
		do {
			send(piece);
		}
		while (!this.reformed.await(100, TimeUnit.MILLISECONDS));
	}

	/**
	 * Reads until the client closes the connection, and says nothing.
	 */
	void keepSilent() throws IOException {
		this.in.transferTo(OutputStream.nullOutputStream());
	}

	/**
	 * Closes the connection with a RST.
	 */
	void reset() throws IOException {
		this.socket.setSoLinger(true, 0);
		this.socket.close();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
