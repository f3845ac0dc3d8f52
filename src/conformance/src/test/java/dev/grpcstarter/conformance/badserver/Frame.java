package dev.grpcstarter.conformance.badserver;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * HTTP/2 frames as they stand on the wire, RFC 9113 section 6. They are as wrong as their
 * content.
 */
final class Frame {

	static final int DATA = 0x0;

	static final int HEADERS = 0x1;

	static final int RST_STREAM = 0x3;

	static final int SETTINGS = 0x4;

	static final int PUSH_PROMISE = 0x5;

	static final int PING = 0x6;

	static final int GOAWAY = 0x7;

	static final int WINDOW_UPDATE = 0x8;

	static final int CONTINUATION = 0x9;

	static final int NO_FLAGS = 0x0;

	static final int ACK = 0x1;

	static final int END_STREAM = 0x1;

	static final int END_HEADERS = 0x4;

	private Frame() {
	}

	static byte[] of(int type, int flags, int stream, byte... payload) {
		return ByteBuffer.allocate(9 + payload.length)
			.putInt(payload.length << 8 | type)
			.put((byte) flags)
			.putInt(stream)
			.put(payload)
			.array();
	}

	static byte[] settings(Setting... settings) {
		ByteBuffer payload = ByteBuffer.allocate(6 * settings.length);
		for (Setting setting : settings) {
			payload.putShort((short) setting.id()).putInt(setting.value());
		}
		return of(SETTINGS, NO_FLAGS, 0, payload.array());
	}

	static byte[] headers(int stream, String... namesAndValues) {
		return of(HEADERS, END_HEADERS, stream, block(namesAndValues));
	}

	static byte[] trailers(int stream, String... namesAndValues) {
		return of(HEADERS, END_HEADERS | END_STREAM, stream, block(namesAndValues));
	}

	static byte[] data(int stream, byte... payload) {
		return of(DATA, NO_FLAGS, stream, payload);
	}

	static byte[] lastData(int stream, byte... payload) {
		return of(DATA, END_STREAM, stream, payload);
	}

	static byte[] reset(int stream, ErrorCode code) {
		return of(RST_STREAM, NO_FLAGS, stream, ByteBuffer.allocate(4).putInt(code.ordinal()).array());
	}

	static byte[] goAway(int lastStream, ErrorCode code, String why) {
		byte[] text = why.getBytes(StandardCharsets.US_ASCII);
		return of(GOAWAY, NO_FLAGS, 0,
				ByteBuffer.allocate(8 + text.length).putInt(lastStream).putInt(code.ordinal()).put(text).array());
	}

	static byte[] windowUpdate(int stream, int increment) {
		return of(WINDOW_UPDATE, NO_FLAGS, stream, ByteBuffer.allocate(4).putInt(increment).array());
	}

	/**
	 * A header block without compression: each field a literal that is not indexed, RFC
	 * 7541 section 6.2.2.
	 */
	static byte[] block(String... namesAndValues) {
		ByteArrayOutputStream block = new ByteArrayOutputStream();
		for (int i = 0; i < namesAndValues.length; i++) {
			if (i % 2 == 0) {
				block.write(0);
			}
			byte[] text = namesAndValues[i].getBytes(StandardCharsets.ISO_8859_1);
			length(block, text.length);
			block.writeBytes(text);
		}
		return block.toByteArray();
	}

	private static void length(ByteArrayOutputStream block, int length) {
		if (length < 0x7f) {
			block.write(length);
			return;
		}
		block.write(0x7f);
		int rest = length - 0x7f;
		for (; rest >= 0x80; rest >>= 7) {
			block.write(rest & 0x7f | 0x80);
		}
		block.write(rest);
	}

	/**
	 * Why a stream or a connection ends, in the order of their numbers.
	 */
	enum ErrorCode {

		NO_ERROR, PROTOCOL_ERROR, INTERNAL_ERROR, FLOW_CONTROL_ERROR, SETTINGS_TIMEOUT, STREAM_CLOSED, FRAME_SIZE_ERROR,
		REFUSED_STREAM, CANCEL, COMPRESSION_ERROR, CONNECT_ERROR, ENHANCE_YOUR_CALM, INADEQUATE_SECURITY,
		HTTP_1_1_REQUIRED

	}

	/**
	 * A setting, RFC 9113 section 6.5.2.
	 *
	 * @param id its number
	 * @param value its value
	 */
	record Setting(int id, int value) {

		static final int ENABLE_PUSH = 0x2;

		static final int MAX_CONCURRENT_STREAMS = 0x3;

		static final int INITIAL_WINDOW_SIZE = 0x4;

		static final int MAX_FRAME_SIZE = 0x5;

	}

}
