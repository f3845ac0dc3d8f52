package dev.grpcstarter.testing;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;

/**
 * What a client gets of one call with one request, whichever of the four kinds it is.
 */
public record Outcome(Status status, Metadata trailers, List<Phrase> replies) {

	/**
	 * All methods of {@link EchoService}, one of each kind.
	 */
	public static List<MethodDescriptor<Phrase, Phrase>> allKinds() {
		return List.of(EchoGrpc.getSayMethod(), EchoGrpc.getSayTimesMethod(), EchoGrpc.getJoinMethod(),
				EchoGrpc.getChatMethod());
	}

	public static Outcome of(Channel channel, MethodDescriptor<Phrase, Phrase> method, Phrase request) {
		return of(channel, method, request, new Metadata());
	}

	public static Outcome of(Channel channel, MethodDescriptor<Phrase, Phrase> method, Phrase request,
			Metadata headers) {
		ClientCall<Phrase, Phrase> call = channel.newCall(method,
				CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS));
		CompletableFuture<Outcome> outcome = new CompletableFuture<>();
		List<Phrase> replies = new CopyOnWriteArrayList<>();
		call.start(new ClientCall.Listener<>() {

			@Override
			public void onMessage(Phrase reply) {
				replies.add(reply);
			}

			@Override
			public void onClose(Status status, Metadata trailers) {
				outcome.complete(new Outcome(status, trailers, replies));
			}

		}, headers);
		call.request(100);
		call.sendMessage(request);
		call.halfClose();
		return outcome.join();
	}

}
