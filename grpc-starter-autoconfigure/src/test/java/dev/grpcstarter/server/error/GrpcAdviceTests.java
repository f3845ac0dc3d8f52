package dev.grpcstarter.server.error;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import dev.grpcstarter.error.RichStatus;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.Outcome;
import dev.grpcstarter.testing.TestChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.lang.annotation.Around;
import org.aspectj.lang.annotation.Aspect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class GrpcAdviceTests {

	@Test
	void theNearestTypeWinsWhereverItStands() {
		assertThat(description(new Fruit(), First.class, Second.class)).isEqualTo("first: Fruit");
		assertThat(description(new Apple(), First.class, Second.class)).isEqualTo("second: Apple");
		assertThat(description(new GreenApple(), First.class, Second.class)).isEqualTo("second: Apple");
		assertThat(description(new IllegalStateException(), First.class, Second.class)).isEqualTo("first: any");
	}

	@Test
	void theAdviceOfHigherPrecedenceWinsWhereTwoAreForTheSameType() {
		assertThat(description(new Fruit(), Second.class, First.class)).isEqualTo("first: Fruit");
	}

	@Test
	void theExceptionIsLookedAtBeforeItsCauses() {
		assertThat(description(new Fruit(new Stone()), First.class, Second.class)).isEqualTo("first: Fruit");
		assertThat(description(new IllegalStateException(new RuntimeException(new Stone())), Second.class))
			.isEqualTo("second: Stone");
	}

	@Test
	void whatIsWithinACarrierIsHandledInItsPlace() {
		assertThat(description(new CompletionException(new ExecutionException(new Apple())), First.class, Second.class))
			.isEqualTo("second: Apple");
	}

	@Test
	void aStatusThatIsThrownStaysAsItIsThoughThereIsAnAdviceForEverything() {
		StatusRuntimeException status = Status.NOT_FOUND.withDescription("mine")
			.withCause(new Apple())
			.asRuntimeException();
		for (Throwable ex : List.of(status, Status.NOT_FOUND.withDescription("mine").asException(),
				new CompletionException(status))) {
			Outcome outcome = ErrorRunner.thrown(ex, First.class, Second.class);
			assertThat(outcome.status().getCode()).isEqualTo(Status.Code.NOT_FOUND);
			assertThat(outcome.status().getDescription()).isEqualTo("mine");
		}
	}

	@Test
	void whatNoAdviceIsForIsMappedAsIfThereWereNone() {
		Outcome outcome = ErrorRunner.thrown(new IllegalArgumentException(), Second.class);
		assertThat(outcome.status().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
		assertThat(ErrorRunner.thrown(new NullPointerException(), Second.class).status().getCode())
			.isEqualTo(Status.Code.UNKNOWN);
	}

	@Test
	void anAdviceForStatusesThemselvesIsAsked() {
		assertThat(description(Status.NOT_FOUND.asRuntimeException(), First.class, ForStatuses.class))
			.isEqualTo("instead of NOT_FOUND");
		assertThat(ErrorRunner.thrown(Status.NOT_FOUND.asException(), First.class, ForStatuses.class).status())
			.extracting(Status::getCode)
			.isEqualTo(Status.Code.NOT_FOUND);
	}

	@Test
	void anAdviceIsAskedForWhatIsHandedToOnError() {
		Outcome outcome = ErrorRunner.handled((caller) -> caller.onError(new Apple()), First.class, Second.class);
		assertThat(outcome.status().getDescription()).isEqualTo("second: Apple");
	}

	@Test
	void aHandlerMayReturnAnyKindOfStatus() {
		assertThat(description(new Apple(), Returns.class)).isEqualTo("Status");
		assertThat(description(new Stone(), Returns.class)).isEqualTo("StatusException");
		assertThat(description(new GreenApple(), Returns.class)).isEqualTo("StatusRuntimeException");
		Outcome rich = ErrorRunner.thrown(new Fruit(), Returns.class);
		assertThat(RichStatus.from(rich.status().asRuntimeException(rich.trailers())).errorInfo())
			.hasValueSatisfying((info) -> assertThat(info.getMetadataMap()).isEqualTo(Map.of("kind", "Fruit")));
	}

	@Test
	void anExceptionThatAHandlerReturnsIsMappedOnceMoreAndNoFurther() {
		assertThat(description(new Apple(), Passes.class)).isEqualTo("Stone, from an Apple");
		AtomicInteger asked = new AtomicInteger();
		Outcome outcome = ErrorRunner.handled((caller) -> {
			throw new Endless(asked);
		}, EndlessAdvice.class);
		assertThat(asked).hasValue(2);
		assertThat(outcome.status().getCode()).isEqualTo(Status.Code.UNKNOWN);
	}

	@Test
	void theSameExceptionReturnedOrThrownMeansThatTheTableDecides() {
		assertThat(ErrorRunner.thrown(new IllegalArgumentException(), NotMine.class).status().getCode())
			.isEqualTo(Status.Code.INVALID_ARGUMENT);
		assertThat(ErrorRunner.thrown(new UnsupportedOperationException(), NotMine.class).status().getCode())
			.isEqualTo(Status.Code.UNIMPLEMENTED);
	}

	@Test
	void aStatusThatAHandlerThrowsIsItsAnswer() {
		assertThat(description(new Stone(), Fails.class)).isEqualTo("thrown by the handler");
	}

	@Test
	void aHandlerThatFailsMakesTheCallInternalAndBothAreLogged(CapturedOutput output) {
		Outcome outcome = ErrorRunner.thrown(new Apple("apple-1"), Fails.class);
		assertThat(outcome.status().getCode()).isEqualTo(Status.Code.INTERNAL);
		assertThat(outcome.status().getDescription()).isEqualTo("Internal error");
		assertThat(output).containsOnlyOnce("ArithmeticException: a bug of the handler's")
			.containsOnlyOnce("Apple: apple-1")
			.containsPattern("The exception handler .*Fails.fails\\(Apple\\) failed on a call to testing.Echo/Say");
	}

	@Test
	void aHandlerThatReturnsNothingOrOkMakesTheCallInternal(CapturedOutput output) {
		assertThat(ErrorRunner.thrown(new Fruit(), Fails.class).status().getCode()).isEqualTo(Status.Code.INTERNAL);
		assertThat(output).containsOnlyOnce("an exception handler must not return null");
		assertThat(ErrorRunner.thrown(new IllegalStateException(), Fails.class).status().getCode())
			.isEqualTo(Status.Code.INTERNAL);
		assertThat(output).containsOnlyOnce("an exception handler must not return OK");
	}

	@Test
	void parametersAreGivenInAnyOrder() {
		ErrorRunner.runner()
			.withBean(EchoService.class, () -> new ErrorRunner.Handling((caller) -> Sabotage.throwAny(new Apple())))
			.withUserConfiguration(Parameters.class)
			.run((context) -> {
				try (TestChannel channel = ErrorRunner.inProcess()) {
					Outcome outcome = Outcome.of(channel.channel(), EchoGrpc.getSayMethod(), EchoService.phrase("a"),
							Sabotage.at(Sabotage.Place.COMPLETE));
					assertThat(outcome.status().getDescription()).isEqualTo("COMPLETE testing.Echo/Say Apple");
				}
			});
	}

	@Test
	void oneMethodMayBeForSeveralTypes() {
		assertThat(description(new Apple(), Several.class)).isEqualTo("Apple");
		assertThat(description(new Stone(), Several.class)).isEqualTo("Stone");
		assertThat(ErrorRunner.thrown(new Fruit(), Several.class).status().getCode()).isEqualTo(Status.Code.UNKNOWN);
	}

	@Test
	void anAdviceMayComeFromABeanMethod() {
		assertThat(description(new Apple(), OfBeanMethod.class)).isEqualTo("of a bean method");
	}

	@Test
	void aspectsOfAnAdviceRun() {
		ErrorRunner.runner()
			.withBean(EchoService.class, () -> new ErrorRunner.Handling((caller) -> Sabotage.throwAny(new Apple())))
			.withUserConfiguration(Second.class, Counting.class)
			.run((context) -> {
				assertThat(AopUtils.isCglibProxy(context.getBean(Second.class))).isTrue();
				try (TestChannel channel = ErrorRunner.inProcess()) {
					assertThat(Outcome.of(channel.channel(), EchoGrpc.getSayMethod(), EchoService.phrase("a")).status())
						.extracting(Status::getDescription)
						.isEqualTo("second: Apple");
				}
				assertThat(context.getBean(Counting.class).calls).hasValue(1);
			});
	}

	@Test
	void aspectsOfAnAdviceBehindItsInterfaceRun() {
		ErrorRunner.runner()
			.withBean(EchoService.class, () -> new ErrorRunner.Handling((caller) -> Sabotage.throwAny(new Apple())))
			.withUserConfiguration(BehindInterface.class, Counting.class)
			.withPropertyValues("spring.aop.proxy-target-class=false")
			.run((context) -> {
				assertThat(AopUtils.isJdkDynamicProxy(context.getBean(Translator.class))).isTrue();
				try (TestChannel channel = ErrorRunner.inProcess()) {
					assertThat(Outcome.of(channel.channel(), EchoGrpc.getSayMethod(), EchoService.phrase("a")).status())
						.extracting(Status::getDescription)
						.isEqualTo("behind its interface");
				}
				assertThat(context.getBean(Counting.class).calls).hasValue(1);
			});
	}

	private static String description(Throwable ex, Class<?>... advices) {
		return ErrorRunner.thrown(ex, advices).status().getDescription();
	}

	private static Status status(String description) {
		return Status.FAILED_PRECONDITION.withDescription(description);
	}

	static class Fruit extends RuntimeException {

		Fruit() {
		}

		Fruit(String message) {
			super(message);
		}

		Fruit(Throwable cause) {
			super(cause);
		}

	}

	static class Apple extends Fruit {

		Apple() {
		}

		Apple(String message) {
			super(message);
		}

	}

	static class GreenApple extends Apple {

	}

	static class Stone extends Exception {

	}

	static class Endless extends RuntimeException {

		private final transient AtomicInteger asked;

		Endless(AtomicInteger asked) {
			this.asked = asked;
		}

	}

	@Order(1)
	@GrpcAdvice
	static class First {

		@GrpcExceptionHandler
		private Status any(Throwable ex) {
			return status("first: any");
		}

		@GrpcExceptionHandler
		Status fruit(Fruit ex) {
			return status("first: Fruit");
		}

	}

	@Order(2)
	@GrpcAdvice
	static class Second {

		@GrpcExceptionHandler
		Status fruit(Fruit ex) {
			return status("second: Fruit");
		}

		@GrpcExceptionHandler
		Status apple(Apple ex) {
			return status("second: Apple");
		}

		@GrpcExceptionHandler
		static Status stone(Stone ex) {
			return status("second: Stone");
		}

	}

	@GrpcAdvice
	static class ForStatuses {

		@GrpcExceptionHandler
		Status status(StatusRuntimeException ex) {
			return GrpcAdviceTests.status("instead of " + ex.getStatus().getCode());
		}

	}

	@GrpcAdvice
	static class Returns {

		@GrpcExceptionHandler
		Status status(Apple ex) {
			return GrpcAdviceTests.status("Status");
		}

		@GrpcExceptionHandler
		StatusException checked(Stone ex) {
			return GrpcAdviceTests.status("StatusException").asException();
		}

		@GrpcExceptionHandler
		StatusRuntimeException unchecked(GreenApple ex) {
			return GrpcAdviceTests.status("StatusRuntimeException").asRuntimeException();
		}

		@GrpcExceptionHandler
		com.google.rpc.Status rich(Fruit ex) {
			return RichStatus.of(Status.Code.NOT_FOUND, "no fruit")
				.withErrorInfo("NO_FRUIT", "example.com", Map.of("kind", "Fruit"))
				.toProto();
		}

	}

	@GrpcAdvice
	static class Passes {

		@GrpcExceptionHandler
		Throwable apple(Apple ex) {
			return new ExecutionException(new Stone());
		}

		@GrpcExceptionHandler
		Status stone(Stone ex) {
			return status("Stone, from an Apple");
		}

	}

	@GrpcAdvice
	static class EndlessAdvice {

		@GrpcExceptionHandler
		Exception again(Endless ex) {
			ex.asked.incrementAndGet();
			return new Endless(ex.asked);
		}

	}

	@GrpcAdvice
	static class NotMine {

		@GrpcExceptionHandler
		Exception returned(IllegalArgumentException ex) {
			return ex;
		}

		@GrpcExceptionHandler
		Status thrown(UnsupportedOperationException ex) {
			throw ex;
		}

	}

	@GrpcAdvice
	static class Fails {

		@GrpcExceptionHandler
		Status fails(Apple ex) {
			throw new ArithmeticException("a bug of the handler's");
		}

		@GrpcExceptionHandler
		Status nothing(Fruit ex) {
			return null;
		}

		@GrpcExceptionHandler
		Status ok(IllegalStateException ex) {
			return Status.OK;
		}

		@GrpcExceptionHandler
		Status status(Stone ex) {
			throw GrpcAdviceTests.status("thrown by the handler").asRuntimeException();
		}

	}

	@GrpcAdvice
	static class Parameters {

		@GrpcExceptionHandler
		Status handle(Metadata headers, Apple ex, MethodDescriptor<?, ?> method) {
			return status(headers.get(Sabotage.PLACE) + " " + method.getFullMethodName() + " "
					+ ex.getClass().getSimpleName());
		}

	}

	@GrpcAdvice
	static class Several {

		@GrpcExceptionHandler({ Apple.class, Stone.class })
		Status handle(Exception ex) {
			return status(ex.getClass().getSimpleName());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfBeanMethod {

		@Bean
		@GrpcAdvice
		Plain plain() {
			return new Plain();
		}

	}

	static class Plain {

		@GrpcExceptionHandler
		Status apple(Apple ex) {
			return status("of a bean method");
		}

	}

	interface Translator {

		Status apple(Apple ex);

	}

	@GrpcAdvice
	static class BehindInterface implements Translator {

		private final String text = "behind its interface";

		@Override
		@GrpcExceptionHandler
		public Status apple(Apple ex) {
			return status(this.text);
		}

	}

	@Aspect
	static class Counting {

		private final AtomicInteger calls = new AtomicInteger();

		@Around("execution(io.grpc.Status apple(..))")
		Object count(ProceedingJoinPoint call) throws Throwable {
			this.calls.incrementAndGet();
			return call.proceed();
		}

	}

}
