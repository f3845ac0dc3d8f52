package dev.grpcstarter.conformance.badserver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import dev.grpcstarter.conformance.badserver.Frame.ErrorCode;
import io.grpc.Status.Code;

/**
 * What a server can do wrong with a single call. Its connection stays as it is.
 */
enum BadAnswer implements Misbehaviour {

	REFUSES_THE_STREAM(Code.UNAVAILABLE, resets(ErrorCode.REFUSED_STREAM)),

	RESETS_WITH_INTERNAL_ERROR(Code.INTERNAL, resets(ErrorCode.INTERNAL_ERROR)),

	RESETS_WITH_PROTOCOL_ERROR(Code.INTERNAL, resets(ErrorCode.PROTOCOL_ERROR)),

	RESETS_WITH_CANCEL(Code.CANCELLED, resets(ErrorCode.CANCEL)),

	RESETS_WITH_ENHANCE_YOUR_CALM(Code.RESOURCE_EXHAUSTED, resets(ErrorCode.ENHANCE_YOUR_CALM)),

	RESETS_WITH_INADEQUATE_SECURITY(Code.PERMISSION_DENIED, resets(ErrorCode.INADEQUATE_SECURITY)),

	RESETS_WITHIN_A_MESSAGE(Code.UNAVAILABLE, (peer, stream) -> {
		peer.send(initial(stream), Frame.data(stream, Arrays.copyOf(Message.good(), 9)),
				Frame.reset(stream, ErrorCode.NO_ERROR));
	}),

	SENDS_NO_CONTENT_TYPE(Code.UNKNOWN,
			(peer, stream) -> peer.send(Frame.headers(stream, ":status", "200"), Frame.data(stream, Message.good()),
					ok(stream))),

	SENDS_HTML(Code.UNKNOWN, (peer, stream) -> sendHtml(peer, stream, 200)),

	SENDS_HTTP_400(Code.INTERNAL, (peer, stream) -> sendHtml(peer, stream, 400)),

	SENDS_HTTP_401(Code.UNAUTHENTICATED, (peer, stream) -> sendHtml(peer, stream, 401)),

	SENDS_HTTP_403(Code.PERMISSION_DENIED, (peer, stream) -> sendHtml(peer, stream, 403)),

	SENDS_HTTP_404(Code.UNIMPLEMENTED, (peer, stream) -> sendHtml(peer, stream, 404)),

	SENDS_HTTP_429(Code.UNAVAILABLE, (peer, stream) -> sendHtml(peer, stream, 429)),

	SENDS_HTTP_500(Code.UNKNOWN, (peer, stream) -> sendHtml(peer, stream, 500)),

	SENDS_HTTP_502(Code.UNAVAILABLE, (peer, stream) -> sendHtml(peer, stream, 502)),

	SENDS_HTTP_503(Code.UNAVAILABLE, (peer, stream) -> sendHtml(peer, stream, 503)),

	SENDS_HTTP_504(Code.UNAVAILABLE, (peer, stream) -> sendHtml(peer, stream, 504)),

	SENDS_HTTP_STATUS_WITHOUT_BODY(Code.UNAVAILABLE,
			(peer, stream) -> peer.send(Frame.trailers(stream, ":status", "503"))),

	SENDS_NO_HTTP_STATUS(Code.INTERNAL,
			(peer, stream) -> peer.send(Frame.headers(stream, "content-type", "application/grpc"),
					Frame.data(stream, Message.good()), ok(stream))),

	SENDS_HTTP_STATUS_THAT_IS_NO_NUMBER(Code.OK,
			(peer, stream) -> peer.send(Frame.headers(stream, ":status", "fine", "content-type", "application/grpc"),
					Frame.data(stream, Message.good()), ok(stream))),

	GOES_NO_FURTHER_THAN_INFORMATION(Code.DEADLINE_EXCEEDED,
			(peer, stream) -> peer.send(Frame.headers(stream, ":status", "103"))),

	ENDS_WITH_INFORMATION(Code.INTERNAL, (peer, stream) -> peer.send(Frame.trailers(stream, ":status", "103"))),

	SENDS_NO_TRAILERS(Code.INTERNAL,
			(peer, stream) -> peer.send(initial(stream), Frame.lastData(stream, Message.good()))),

	ENDS_WITH_EMPTY_DATA(Code.INTERNAL,
			(peer, stream) -> peer.send(initial(stream), Frame.data(stream, Message.good()), Frame.lastData(stream))),

	SENDS_NO_STATUS(Code.UNKNOWN,
			(peer, stream) -> peer.send(initial(stream), Frame.data(stream, Message.good()),
					Frame.trailers(stream, "x-status", "0"))),

	SENDS_NO_STATUS_AND_NOTHING_ELSE(Code.UNKNOWN,
			(peer, stream) -> peer.send(Frame.trailers(stream, ":status", "200", "content-type", "application/grpc"))),

	SENDS_A_STATUS_THAT_IS_NO_NUMBER(Code.UNKNOWN,
			(peer, stream) -> peer.send(initial(stream),
					Frame.trailers(stream, "grpc-status", "fine", "grpc-message", "all is well"))),

	SENDS_A_STATUS_THAT_IS_NOT_KNOWN(Code.UNKNOWN,
			(peer, stream) -> peer.send(initial(stream),
					Frame.trailers(stream, "grpc-status", "99", "grpc-message", "all is well"))),

	SENDS_A_BROKEN_STATUS_MESSAGE(Code.NOT_FOUND,
			(peer, stream) -> peer.send(initial(stream),
					Frame.trailers(stream, "grpc-status", "5", "grpc-message", "100%, %zz %E2%82 %"))),

	SENDS_BROKEN_STATUS_DETAILS(Code.INTERNAL,
			(peer, stream) -> peer.send(initial(stream),
					Frame.trailers(stream, "grpc-status", "5", "grpc-message", "no", "grpc-status-details-bin",
							"!?*"))),

	SENDS_A_BROKEN_BINARY_HEADER(Code.INTERNAL,
			(peer, stream) -> peer.send(
					Frame.headers(stream, ":status", "200", "content-type", "application/grpc", "x-bin", "!?*"),
					Frame.data(stream, Message.good()), ok(stream))),

	SENDS_AN_UPPER_CASE_HEADER(Code.INTERNAL,
			(peer, stream) -> peer.send(Frame.headers(stream, ":status", "200", "Content-Type", "application/grpc"),
					Frame.data(stream, Message.good()), ok(stream))),

	SENDS_STATUS_OK_WITHOUT_A_MESSAGE(Code.INTERNAL, Code.OK, (peer, stream) -> peer.send(initial(stream), ok(stream))),

	SENDS_STATUS_OK_AND_NOTHING_ELSE(Code.INTERNAL, Code.OK,
			(peer, stream) -> peer.send(
					Frame.trailers(stream, ":status", "200", "content-type", "application/grpc", "grpc-status", "0"))),

	SENDS_TWO_MESSAGES(Code.INTERNAL, Code.OK,
			(peer, stream) -> peer.send(initial(stream), Frame.data(stream, Message.good()),
					Frame.data(stream, Message.good()), ok(stream))),

	SENDS_HEADERS_TWICE(Code.INTERNAL,
			(peer, stream) -> peer.send(initial(stream), initial(stream), Frame.data(stream, Message.good()),
					ok(stream))),

	SENDS_DATA_WITHOUT_HEADERS(Code.INTERNAL,
			(peer, stream) -> peer.send(Frame.data(stream, Message.good()), ok(stream))),

	ENDS_WITHIN_A_MESSAGE(Code.INTERNAL,
			(peer, stream) -> peer.send(initial(stream), Frame.data(stream, Arrays.copyOf(Message.good(), 9)),
					ok(stream))),

	IS_SILENT_WITHIN_A_MESSAGE(Code.DEADLINE_EXCEEDED,
			(peer, stream) -> peer.send(initial(stream), Frame.data(stream, Arrays.copyOf(Message.good(), 9)))),

	IS_SILENT_AFTER_THE_MESSAGE(Code.DEADLINE_EXCEEDED,
			(peer, stream) -> peer.send(initial(stream), Frame.data(stream, Message.good()))),

	DRIBBLES_A_MESSAGE(Code.DEADLINE_EXCEEDED, (peer, stream) -> {
		peer.send(initial(stream), Frame.data(stream, Message.ofLength(1000, Message.PLAIN)));
		peer.dribble(Frame.data(stream, (byte) 0));
	}),

	SENDS_MORE_THAN_IT_SAYS(Code.INTERNAL,
			(peer, stream) -> peer.send(initial(stream),
					Frame.data(stream, Message.ofLength(0, Message.PLAIN, Message.reply(100))), ok(stream))),

	SENDS_MORE_THAN_THE_LIMIT(Code.RESOURCE_EXHAUSTED,
			(peer, stream) -> peer.send(initial(stream),
					Frame.data(stream, Message.ofLength(100 << 20, Message.PLAIN)))),

	SAYS_A_NEGATIVE_LENGTH(Code.RESOURCE_EXHAUSTED,
			(peer, stream) -> peer.send(initial(stream), Frame.data(stream, Message.ofLength(-1, Message.PLAIN)))),

	SETS_FLAGS_THAT_DO_NOT_EXIST(Code.INTERNAL,
			(peer, stream) -> peer.send(initial(stream), Frame.data(stream, Message.of(0x80, Message.reply(100))),
					ok(stream))),

	COMPRESSES_WITHOUT_SAYING_HOW(Code.INTERNAL,
			(peer, stream) -> peer.send(initial(stream),
					Frame.data(stream, Message.of(Message.COMPRESSED, Message.gzip(Message.reply(100)))), ok(stream))),

	COMPRESSES_AS_NOBODY_KNOWS(Code.INTERNAL,
			(peer, stream) -> peer.send(initial(stream, "grpc-encoding", "snappy"),
					Frame.data(stream, Message.of(Message.COMPRESSED, Message.reply(100))), ok(stream))),

	SENDS_BROKEN_GZIP(Code.INTERNAL,
			(peer, stream) -> peer.send(initial(stream, "grpc-encoding", "gzip"),
					Frame.data(stream, Message.of(Message.COMPRESSED, Message.reply(100))), ok(stream))),

	SENDS_A_GZIP_BOMB(Code.RESOURCE_EXHAUSTED, (peer, stream) -> peer.send(initial(stream, "grpc-encoding", "gzip"),
			Frame.data(stream, Message.of(Message.COMPRESSED, Message.gzip(Message.reply(8 << 20)))), ok(stream))),

	SENDS_NO_PROTOBUF(Code.INTERNAL, (peer, stream) -> peer.send(initial(stream),
			Frame.data(stream, Message.of(Message.PLAIN, "<html>".getBytes(StandardCharsets.US_ASCII))), ok(stream))),

	SENDS_HEADERS_OVER_THE_LIMIT(Code.INTERNAL,
			(peer, stream) -> peer.send(initial(stream, "x-large", "x".repeat(9000)),
					Frame.data(stream, Message.good()), ok(stream))),

	SENDS_TRAILERS_OVER_THE_LIMIT(Code.INTERNAL,
			(peer, stream) -> peer.send(initial(stream), Frame.data(stream, Message.good()),
					Frame.trailers(stream, "grpc-status", "0", "x-large", "x".repeat(9000))));

	private final Code unary;

	private final Code streaming;

	private final Answer answer;

	BadAnswer(Code code, Answer answer) {
		this(code, code, answer);
	}

	BadAnswer(Code unary, Code streaming, Answer answer) {
		this.unary = unary;
		this.streaming = streaming;
		this.answer = answer;
	}

	@Override
	public Code unary() {
		return this.unary;
	}

	@Override
	public Code streaming() {
		return this.streaming;
	}

	@Override
	public boolean leavesConnectionsUsable() {
		return true;
	}

	@Override
	public void serve(Peer peer) throws IOException, InterruptedException {
		peer.greet();
		while (true) {
			int stream = peer.awaitCall();
			if (peer.isReformed()) {
				GoodServer.answer(peer, stream);
			}
			else {
				this.answer.answer(peer, stream);
			}
		}
	}

	private static Answer resets(ErrorCode code) {
		return (peer, stream) -> peer.send(Frame.reset(stream, code));
	}

	private static void sendHtml(Peer peer, int stream, int status) throws IOException {
		peer.send(Frame.headers(stream, ":status", Integer.toString(status), "content-type", "text/html"),
				Frame.lastData(stream, "<h1>Not here</h1>".getBytes(StandardCharsets.US_ASCII)));
	}

	private static byte[] initial(int stream, String... more) {
		return Frame.of(Frame.HEADERS, Frame.END_HEADERS, stream,
				concat(Frame.block(":status", "200", "content-type", "application/grpc"), Frame.block(more)));
	}

	private static byte[] ok(int stream) {
		return Frame.trailers(stream, "grpc-status", "0");
	}

	private static byte[] concat(byte[] first, byte[] second) {
		byte[] both = Arrays.copyOf(first, first.length + second.length);
		System.arraycopy(second, 0, both, first.length, second.length);
		return both;
	}

	private interface Answer {

		void answer(Peer peer, int stream) throws IOException, InterruptedException;

	}

}
