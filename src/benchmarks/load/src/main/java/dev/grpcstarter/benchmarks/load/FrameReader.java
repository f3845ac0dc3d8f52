package dev.grpcstarter.benchmarks.load;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Finds the frames in what comes over an HTTP/2 connection (RFC 9113, section 4.1),
 * however it is cut.
 */
final class FrameReader {

	private static final int HEADER = 9;

	private final Listener listener;

	private final ByteBuffer header = ByteBuffer.allocate(HEADER);

	private ByteBuffer payload = ByteBuffer.allocate(0);

	FrameReader(Listener listener) {
		this.listener = listener;
	}

	/**
	 * A frame for the connection as a whole.
	 * @param type its type
	 * @param flags its flags
	 * @param payload what it carries
	 * @return its bytes
	 */
	static ByteBuffer frame(int type, int flags, byte[] payload) {
		return ByteBuffer.allocate(HEADER + payload.length)
			.putInt(payload.length << 8 | type)
			.put((byte) flags)
			.putInt(0)
			.put(payload)
			.flip();
	}

	void read(ByteBuffer bytes) throws IOException {
		while (bytes.hasRemaining()) {
			if (this.header.hasRemaining()) {
				fill(this.header, bytes);
				if (!this.header.hasRemaining()) {
					this.payload = ByteBuffer.allocate(this.header.getInt(0) >>> 8);
				}
			}
			fill(this.payload, bytes);
			if (!this.header.hasRemaining() && !this.payload.hasRemaining()) {
				this.listener.frame(this.header.get(3), this.header.get(4), this.payload.array());
				this.header.clear();
			}
		}
	}

	private static void fill(ByteBuffer target, ByteBuffer source) {
		int length = Math.min(target.remaining(), source.remaining());
		target.put(target.position(), source, source.position(), length).position(target.position() + length);
		source.position(source.position() + length);
	}

	/**
	 * Is told of each frame.
	 */
	@FunctionalInterface
	interface Listener {

		void frame(int type, int flags, byte[] payload) throws IOException;

	}

}
