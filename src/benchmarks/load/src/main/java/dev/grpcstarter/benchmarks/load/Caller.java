package dev.grpcstarter.benchmarks.load;

import java.util.function.Consumer;

import dev.grpcstarter.benchmarks.work.EchoGrpc;
import dev.grpcstarter.benchmarks.work.EchoService;
import dev.grpcstarter.benchmarks.work.Payload;
import dev.grpcstarter.benchmarks.work.RepeatRequest;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls of one shape over one connection.
 */
final class Caller {

	private final EchoGrpc.EchoStub stub;

	private final Shape.Kind kind;

	private final boolean direct;

	private final Payload payload;

	private final RepeatRequest repeat;

	Caller(EchoGrpc.EchoStub stub, Shape shape, boolean direct) {
		this.stub = stub;
		this.kind = shape.kind();
		this.direct = direct;
		this.payload = EchoService.payload(shape.bytes());
		this.repeat = RepeatRequest.newBuilder().setPayload(this.payload).setTimes(Shape.MESSAGES_PER_STREAM).build();
	}

	/**
	 * Makes one call.
	 * @param end is told how the call has ended: {@code null}, or what has failed
	 */
	void call(Consumer<@Nullable Throwable> end) {
		switch (this.kind) {
			case UNARY -> {
				if (this.direct) {
					this.stub.sayDirect(this.payload, new Reply(end));
				}
				else {
					this.stub.say(this.payload, new Reply(end));
				}
			}
			case SERVER_STREAMING -> this.stub.repeat(this.repeat, new Reply(end));
			case BIDIRECTIONAL -> new Talk(this.payload, end).begin(this.stub);
		}
	}

	private static class Reply implements StreamObserver<Payload> {

		private final Consumer<@Nullable Throwable> end;

		Reply(Consumer<@Nullable Throwable> end) {
			this.end = end;
		}

		@Override
		public void onNext(Payload reply) {
			// read, and that is all
		}

		@Override
		public void onError(Throwable failure) {
			this.end.accept(failure);
		}

		@Override
		public void onCompleted() {
			this.end.accept(null);
		}

	}

	/**
	 * Each message is the answer to the last one.
	 */
	private static final class Talk extends Reply {

		private final Payload payload;

		private int left = Shape.MESSAGES_PER_STREAM;

		private @Nullable StreamObserver<Payload> requests;

		Talk(Payload payload, Consumer<@Nullable Throwable> end) {
			super(end);
			this.payload = payload;
		}

		void begin(EchoGrpc.EchoStub stub) {
			StreamObserver<Payload> requests = stub.talk(this);
			this.requests = requests;
			requests.onNext(this.payload);
		}

		@Override
		public void onNext(Payload reply) {
			StreamObserver<Payload> requests = this.requests;
			if (requests == null) {
				return;
			}
			if (--this.left > 0) {
				requests.onNext(this.payload);
			}
			else {
				requests.onCompleted();
			}
		}

	}

}
