package dev.grpcstarter.conformance.badserver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import dev.grpcstarter.conformance.badserver.Frame.ErrorCode;
import dev.grpcstarter.conformance.badserver.Frame.Setting;
import io.grpc.Status.Code;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2FrameReader;

/**
 * What a server can do wrong with a connection as a whole.
 */
enum BadConnection implements Misbehaviour {

	SILENT_FROM_THE_START(Code.DEADLINE_EXCEEDED, Peer::keepSilent),

	SILENT_AFTER_SETTINGS(Code.DEADLINE_EXCEEDED, (peer) -> {
		peer.greet();
		peer.keepSilent();
	}),

	CLOSES_AFTER_ACCEPT(Code.UNAVAILABLE, Peer::close),

	RESETS_AFTER_PREFACE(Code.UNAVAILABLE, (peer) -> {
		peer.awaitPreface();
		peer.reset();
	}),

	CLOSES_AFTER_SETTINGS(Code.UNAVAILABLE, Peer::greet),

	CLOSES_WITH_THE_CALL(Code.UNAVAILABLE, (peer) -> {
		peer.greet();
		peer.awaitCall();
	}),

	RESETS_WITH_THE_CALL(Code.UNAVAILABLE, (peer) -> {
		peer.greet();
		peer.awaitCall();
		peer.reset();
	}),

	CLOSES_WITHIN_A_FRAME(Code.UNAVAILABLE, onCall((peer, stream) -> {
		peer.send(Arrays.copyOf(Frame.data(stream, Message.good()), 20));
		peer.close();
	})),

	SPEAKS_HTTP_1_400(Code.INTERNAL, says("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")),

	SPEAKS_HTTP_1_200(Code.INTERNAL, says("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi")),

	SPEAKS_TLS(Code.INTERNAL, says("\u0015\u0003\u0003\u0000\u0002\u0002\u0050")),

	SPEAKS_SSH(Code.INTERNAL, says("SSH-2.0-OpenSSH_9.2p1\r\n")),

	SPEAKS_GARBAGE(Code.INTERNAL, says("\u00ff\u0000\u00fe\u0001".repeat(200))),

	GOES_AWAY_AT_ONCE(Code.UNAVAILABLE, (peer) -> {
		peer.greet();
		peer.send(Frame.goAway(0, ErrorCode.NO_ERROR, "busy"));
		peer.keepSilent();
	}),

	GOES_AWAY_BEFORE_THE_CALL(Code.UNAVAILABLE,
			answers((stream) -> Frame.goAway(0, ErrorCode.NO_ERROR, "not this one"))),

	GOES_AWAY_AND_CLOSES(Code.UNAVAILABLE, onCall((peer, stream) -> {
		peer.send(Frame.goAway(Integer.MAX_VALUE, ErrorCode.NO_ERROR, "bye"));
		peer.close();
	})),

	GOES_AWAY_AND_IS_SILENT(Code.DEADLINE_EXCEEDED,
			answers((stream) -> Frame.goAway(Integer.MAX_VALUE, ErrorCode.NO_ERROR, "wait"))),

	COUNTS_TOO_MANY_PINGS(Code.RESOURCE_EXHAUSTED, onCall((peer, stream) -> {
		peer.send(Frame.goAway(stream, ErrorCode.ENHANCE_YOUR_CALM, "too_many_pings"));
		peer.close();
	})),

	ALLOWS_NO_STREAMS(Code.DEADLINE_EXCEEDED, (peer) -> {
		peer.greet(new Setting(Setting.MAX_CONCURRENT_STREAMS, 0));
		peer.awaitCall();
	}),

	OPENS_NO_WINDOW(Code.DEADLINE_EXCEEDED, (peer) -> {
		peer.greet(new Setting(Setting.INITIAL_WINDOW_SIZE, 0));
		peer.awaitCall();
	}),

	SETS_A_WINDOW_TOO_LARGE(Code.INTERNAL, (peer) -> {
		peer.greet(new Setting(Setting.INITIAL_WINDOW_SIZE, -1));
		peer.keepSilent();
	}),

	SETS_FRAMES_TOO_SMALL(Code.INTERNAL, (peer) -> {
		peer.greet(new Setting(Setting.MAX_FRAME_SIZE, 1));
		peer.keepSilent();
	}),

	SENDS_HALF_A_SETTING(Code.INTERNAL, (peer) -> {
		peer.awaitPreface();
		peer.send(Frame.of(Frame.SETTINGS, Frame.NO_FLAGS, 0, new byte[5]));
		peer.keepSilent();
	}),

	SENDS_SETTINGS_ON_A_STREAM(Code.INTERNAL, answers((stream) -> Frame.of(Frame.SETTINGS, Frame.NO_FLAGS, stream))),

	FLOODS_WITH_SETTINGS(Code.DEADLINE_EXCEEDED, floods((stream) -> Frame.settings())),

	FLOODS_WITH_PINGS(Code.DEADLINE_EXCEEDED, floods((stream) -> Frame.of(Frame.PING, Frame.NO_FLAGS, 0, new byte[8]))),

	FLOODS_WITH_CONTINUATIONS(Code.INTERNAL, onCall((peer, stream) -> {
		peer.send(Frame.of(Frame.HEADERS, Frame.NO_FLAGS, stream, Frame.block(":status", "200")));
		peer.flood(Frame.of(Frame.CONTINUATION, Frame.NO_FLAGS, stream, Frame.block("x-more", "x".repeat(100))));
	})),

	// which the Netty of gRPC 1.80 takes without end
	FLOODS_WITH_EMPTY_CONTINUATIONS((countsEmptyContinuations()) ? Code.INTERNAL : Code.DEADLINE_EXCEEDED,
			onCall((peer, stream) -> {
				peer.send(Frame.of(Frame.HEADERS, Frame.NO_FLAGS, stream, Frame.block(":status", "200")));
				peer.flood(Frame.of(Frame.CONTINUATION, Frame.NO_FLAGS, stream));
			})),

	FLOODS_WITH_EMPTY_DATA(Code.DEADLINE_EXCEEDED, onCall((peer, stream) -> {
		peer.send(Frame.headers(stream, ":status", "200", "content-type", "application/grpc"));
		peer.flood(Frame.data(stream));
	})),

	DRIBBLES_HEADERS(Code.DEADLINE_EXCEEDED, onCall((peer, stream) -> {
		peer.send(Frame.of(Frame.HEADERS, Frame.NO_FLAGS, stream, Frame.block(":status", "200")));
		peer.dribble(Frame.of(Frame.CONTINUATION, Frame.NO_FLAGS, stream, Frame.block("x-more", "x")));
	})),

	OVERFLOWS_THE_WINDOW(Code.INTERNAL, answers((stream) -> Frame.windowUpdate(0, Integer.MAX_VALUE))),

	SENDS_A_HUGE_FRAME(Code.INTERNAL, answers((stream) -> Frame.data(stream, new byte[0xffffff]))),

	SENDS_DATA_ON_STREAM_0(Code.INTERNAL, answers((stream) -> Frame.data(0, Message.good()))),

	SENDS_HEADERS_ON_STREAM_0(Code.INTERNAL, answers((stream) -> Frame.headers(0, ":status", "200"))),

	SENDS_DATA_ON_A_STREAM_THAT_IS_NOT_OPEN(Code.INTERNAL, answers((stream) -> Frame.data(99, Message.good()))),

	SENDS_HEADERS_ON_A_STREAM_OF_ITS_OWN(Code.DEADLINE_EXCEEDED,
			answers((stream) -> Frame.headers(2, ":status", "200"))),

	PUSHES(Code.INTERNAL,
			answers((stream) -> Frame.of(Frame.PUSH_PROMISE, Frame.END_HEADERS, stream, new byte[] { 0, 0, 0, 2 }))),

	SENDS_HEADERS_THAT_CANNOT_BE_UNPACKED(Code.INTERNAL,
			answers((stream) -> Frame.of(Frame.HEADERS, Frame.END_HEADERS, stream, new byte[] { -1, -1, -1, -1, -1 })));

	private final Code code;

	private final Service service;

	BadConnection(Code code, Service service) {
		this.code = code;
		this.service = service;
	}

	@Override
	public Code unary() {
		return this.code;
	}

	@Override
	public Code streaming() {
		return this.code;
	}

	@Override
	public boolean leavesConnectionsUsable() {
		return false;
	}

	@Override
	public void serve(Peer peer) throws IOException, InterruptedException {
		this.service.serve(peer);
	}

	private static boolean countsEmptyContinuations() {
		return Arrays.stream(DefaultHttp2FrameReader.class.getConstructors())
			.anyMatch((constructor) -> constructor.getParameterCount() == 2);
	}

	private static Service says(String text) {
		return (peer) -> {
			peer.send(text.getBytes(StandardCharsets.ISO_8859_1));
			peer.keepSilent();
		};
	}

	private static Service answers(Reply reply) {
		return onCall((peer, stream) -> {
			peer.send(reply.to(stream));
			peer.keepSilent();
		});
	}

	private static Service floods(Reply reply) {
		return onCall((peer, stream) -> peer.flood(reply.to(stream)));
	}

	private static Service onCall(CallHandler handler) {
		return (peer) -> {
			peer.greet();
			handler.handle(peer, peer.awaitCall());
		};
	}

	private interface Service {

		void serve(Peer peer) throws IOException, InterruptedException;

	}

	private interface CallHandler {

		void handle(Peer peer, int stream) throws IOException, InterruptedException;

	}

	private interface Reply {

		byte[] to(int stream);

	}

}
