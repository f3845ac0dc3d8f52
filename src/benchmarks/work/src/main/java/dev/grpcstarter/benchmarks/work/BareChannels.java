package dev.grpcstarter.benchmarks.work;

import java.util.ArrayList;
import java.util.List;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;

/**
 * Channels on bare grpc-java, opened and called when the process is asked to.
 */
final class BareChannels implements MeasuredProcess.Answers {

	private final int number;

	private final String target;

	private final List<ManagedChannel> channels = new ArrayList<>();

	BareChannels(int number, String target) {
		this.number = number;
		this.target = target;
	}

	@Override
	public long answer(String what) {
		switch (what) {
			case "open channels" -> open();
			case "call channels" ->
				this.channels.forEach((channel) -> EchoGrpc.newBlockingStub(channel).say(EchoService.HUNDRED_BYTES));
			default -> throw new IllegalArgumentException("nothing is known of '%s'".formatted(what));
		}
		return this.channels.size();
	}

	private void open() {
		for (int i = 0; i < this.number; i++) {
			this.channels.add(NettyChannelBuilder.forTarget(this.target).usePlaintext().build());
		}
	}

}
