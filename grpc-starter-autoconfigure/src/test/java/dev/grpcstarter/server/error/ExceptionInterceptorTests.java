package dev.grpcstarter.server.error;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.grpcstarter.server.GlobalServerInterceptor;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.Outcome;
import dev.grpcstarter.testing.Phrase;
import dev.grpcstarter.testing.TestChannel;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class ExceptionInterceptorTests {

	private static final Phrase HELLO = EchoService.phrase("hello").toBuilder().setTimes(2).build();

	private static final String NOT_VALID = "The request is not valid";

	@ParameterizedTest
	@EnumSource(names = { "COMPLETE", "CANCEL" }, mode = EnumSource.Mode.EXCLUDE)
	void whereverItIsThrownTheCallerGetsItsStatusOnAllKindsOfCallsAndTransports(Sabotage.Place place) {
		sabotaged().run((context) -> {
			try (TestChannel tcp = TestChannel.to(context); TestChannel inProcess = ErrorRunner.inProcess()) {
				for (MethodDescriptor<Phrase, Phrase> method : Outcome.allKinds()) {
					for (TestChannel channel : List.of(tcp, inProcess)) {
						Outcome outcome = Outcome.of(channel.channel(), method, HELLO, Sabotage.at(place));
						assertThat(outcome.status().getCode()).as(method.getFullMethodName())
							.isEqualTo(Status.Code.INVALID_ARGUMENT);
						assertThat(outcome.status().getDescription()).isEqualTo(NOT_VALID);
						assertThat(outcome.trailers().toString()).doesNotContain("secret", "IllegalArgument");
					}
				}
			}
		});
	}

	@ParameterizedTest
	@EnumSource(names = { "COMPLETE", "CANCEL" })
	void whatIsThrownAtTheEndChangesNothingForTheCaller(Sabotage.Place place) {
		sabotaged().run((context) -> {
			try (TestChannel inProcess = ErrorRunner.inProcess()) {
				for (MethodDescriptor<Phrase, Phrase> method : Outcome.allKinds()) {
					Outcome outcome = Outcome.of(inProcess.channel(), method, HELLO, Sabotage.at(place));
					assertThat(outcome.status().isOk()).isTrue();
					assertThat(outcome.replies()).isNotEmpty();
				}
			}
		});
	}

	@Test
	void aListenerThatIsNullIsAnInternalMistake() {
		ErrorRunner.runner().withBean(EchoService.class).withBean(NoListener.class).run((context) -> {
			try (TestChannel inProcess = ErrorRunner.inProcess()) {
				Outcome outcome = Outcome.of(inProcess.channel(), EchoGrpc.getSayMethod(), HELLO);
				assertThat(outcome.status().getCode()).isEqualTo(Status.Code.UNKNOWN);
				assertThat(outcome.status().getDescription()).isEqualTo("The server failed");
			}
		});
	}

	@Test
	void aPlainExceptionHandedToOnErrorIsMappedAsIfItWereThrown() {
		Outcome outcome = ErrorRunner.handled((caller) -> caller.onError(new IllegalArgumentException("secret")));
		assertThat(outcome.status().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
		assertThat(outcome.status().getDescription()).isEqualTo(NOT_VALID);
	}

	@Test
	void aStatusHandedToOnErrorStaysAsItIs() {
		Metadata trailers = new Metadata();
		trailers.put(Sabotage.PLACE, "there");
		Status unknown = Status.UNKNOWN.withDescription("on purpose").withCause(new IllegalArgumentException());
		Outcome outcome = ErrorRunner.handled((caller) -> caller.onError(unknown.asRuntimeException(trailers)));
		assertThat(outcome.status().getCode()).isEqualTo(Status.Code.UNKNOWN);
		assertThat(outcome.status().getDescription()).isEqualTo("on purpose");
		assertThat(outcome.trailers().get(Sabotage.PLACE)).isEqualTo("there");
	}

	@ParameterizedTest
	@MethodSource
	void aStatusThatIsThrownStaysAsItIsWithItsTrailers(Throwable ex) {
		Outcome outcome = ErrorRunner.thrown(ex);
		assertThat(outcome.status().getCode()).isEqualTo(Status.Code.NOT_FOUND);
		assertThat(outcome.status().getDescription()).isEqualTo("no such phrase");
		assertThat(outcome.trailers().get(Sabotage.PLACE)).isEqualTo("there");
	}

	static Stream<Arguments> aStatusThatIsThrownStaysAsItIsWithItsTrailers() {
		Metadata trailers = new Metadata();
		trailers.put(Sabotage.PLACE, "there");
		Status status = Status.NOT_FOUND.withDescription("no such phrase");
		StatusRuntimeException unchecked = status.asRuntimeException(trailers);
		StatusException checked = status.asException(trailers);
		return Stream.of(unchecked, checked, new IllegalStateException(unchecked), new RuntimeException(checked))
			.map(Arguments::of);
	}

	@Test
	void aStatusMayBeThrownAgainAndAgain() {
		Metadata trailers = new Metadata();
		StatusRuntimeException shared = Status.NOT_FOUND.asRuntimeException(trailers);
		assertThat(ErrorRunner.thrown(shared).status().getCode()).isEqualTo(Status.Code.NOT_FOUND);
		assertThat(trailers.keys()).isEmpty();
	}

	@Test
	void okIsNoWayToFail() {
		assertThat(ErrorRunner.thrown(Status.OK.asRuntimeException()).status().getCode())
			.isEqualTo(Status.Code.INTERNAL);
	}

	@Test
	void errorsAreAnsweredToo() {
		assertThat(ErrorRunner.thrown(new StackOverflowError()).status().getCode()).isEqualTo(Status.Code.INTERNAL);
	}

	@Test
	void causesInACircleComeToAnEnd() {
		IllegalStateException ex = new IllegalStateException();
		ex.initCause(new RuntimeException(ex));
		assertThat(ErrorRunner.thrown(ex).status().getCode()).isEqualTo(Status.Code.UNKNOWN);
	}

	@Test
	void afterTheFirstFailureNoMoreMessagesArrive() {
		Sabotage sabotage = new Sabotage((place) -> new IllegalArgumentException("secret"));
		ErrorRunner.runner().withBean(Sabotage.class, () -> sabotage).withBean(EchoService.class).run((context) -> {
			try (TestChannel inProcess = ErrorRunner.inProcess()) {
				CompletableFuture<Throwable> failure = new CompletableFuture<>();
				StreamObserver<Phrase> server = EchoGrpc.newStub(inProcess.channel())
					.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(Sabotage.at(Sabotage.Place.MESSAGE)))
					.chat(new Answers(failure));
				server.onNext(HELLO);
				server.onNext(HELLO);
				server.onNext(HELLO);
				assertThat(Status.fromThrowable(failure.get(20, TimeUnit.SECONDS)).getCode())
					.isEqualTo(Status.Code.INVALID_ARGUMENT);
			}
		});
		assertThat(sabotage.messages).hasValue(1);
	}

	@Test
	void aFailedCallStillHearsOfItsEndAndMayGoOnTalking() throws Exception {
		CountDownLatch ended = new CountDownLatch(1);
		CompletableFuture<Void> afterwards = new CompletableFuture<>();
		Outcome outcome = ErrorRunner.handled((caller) -> {
			ServerCallStreamObserver<Phrase> call = (ServerCallStreamObserver<Phrase>) caller;
			call.setOnCloseHandler(ended::countDown);
			CompletableFuture.runAsync(() -> {
				ErrorRunner.await(ended);
				call.onNext(HELLO);
				call.onCompleted();
			}).whenComplete((nothing, ex) -> complete(afterwards, ex));
			throw new IllegalArgumentException("secret");
		});
		assertThat(outcome.status().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
		assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
		assertThat(afterwards.get(20, TimeUnit.SECONDS)).isNull();
	}

	@Test
	void whatIsThrownAfterTheAnswerChangesNothingForTheCaller() {
		for (Consumer<StreamObserver<Phrase>> late : List.<Consumer<StreamObserver<Phrase>>>of(
				(caller) -> Sabotage.throwAny(new IllegalStateException()), StreamObserver::onCompleted)) {
			Outcome outcome = ErrorRunner.handled((caller) -> {
				caller.onNext(HELLO);
				caller.onCompleted();
				late.accept(caller);
			});
			assertThat(outcome.status().isOk()).isTrue();
			assertThat(outcome.replies()).containsExactly(HELLO);
		}
	}

	@Test
	void theContextOfAFailedCallIsCancelled() throws Exception {
		CountDownLatch cancelled = new CountDownLatch(1);
		ErrorRunner.handled((caller) -> {
			Context.current().addListener((context) -> cancelled.countDown(), Runnable::run);
			throw new IllegalArgumentException("secret");
		});
		assertThat(cancelled.await(20, TimeUnit.SECONDS)).isTrue();
	}

	private static ApplicationContextRunner sabotaged() {
		return ErrorRunner.runner()
			.withBean(Sabotage.class, () -> new Sabotage((place) -> new IllegalArgumentException("secret " + place)))
			.withBean(EchoService.class);
	}

	private static void complete(CompletableFuture<Void> future, Throwable ex) {
		if (ex != null) {
			future.completeExceptionally(ex);
		}
		else {
			future.complete(null);
		}
	}

	@GlobalServerInterceptor
	static class NoListener implements ServerInterceptor {

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			return null;
		}

	}

	private record Answers(CompletableFuture<Throwable> failure) implements StreamObserver<Phrase> {

		@Override
		public void onNext(Phrase reply) {
		}

		@Override
		public void onError(Throwable ex) {
			this.failure.complete(ex);
		}

		@Override
		public void onCompleted() {
			this.failure.completeExceptionally(new AssertionError("the call has not failed"));
		}

	}

}
