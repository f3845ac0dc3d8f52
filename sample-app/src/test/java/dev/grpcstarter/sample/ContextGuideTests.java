package dev.grpcstarter.sample;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.Empty;
import dev.grpcstarter.call.GrpcCall;
import dev.grpcstarter.client.GrpcClient;
import dev.grpcstarter.sample.shop.GetProductRequest;
import dev.grpcstarter.sample.shop.InventoryGrpc;
import dev.grpcstarter.sample.shop.OrdersGrpc;
import dev.grpcstarter.sample.shop.OrdersGrpc.OrdersFutureStub;
import dev.grpcstarter.sample.shop.Product;
import dev.grpcstarter.sample.shop.ShipOrderRequest;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The guide of the context says what is true.
 */
@SpringBootTest(classes = ContextGuideTests.Application.class,
		properties = { "grpc.server.port=none", "grpc.server.in-process-name=context-guide",
				"spring.sql.init.mode=never", "spring.task.execution.mode=force",
				"grpc.client.channels.inventory.deadline=none",
				"grpc.client.channels.inventory.target=in-process:context-guide",
				"grpc.client.channels.shop.target=in-process:context-guide" })
class ContextGuideTests {

	private static final GetProductRequest TEA = GetProductRequest.newBuilder().setSku("tea").build();

	private static final GetProductRequest NEVER = GetProductRequest.newBuilder().setSku("never").build();

	@Autowired
	private ContextGuide guide;

	@Autowired
	private Application application;

	@GrpcClient("shop")
	private OrdersFutureStub shop;

	@Test
	void aTimeoutIsThatOfOneCallOrOfSeveral() throws Exception {
		assertThat(inACall(() -> this.guide.withTimeoutOfOneCall(TEA)).getName()).isEqualTo("within 200ms");
		assertThat(inACall(() -> this.guide.withTimeoutOfSeveralCalls(TEA, TEA))).extracting(Product::getName)
			.containsExactly("within 200ms", "within 200ms");
		assertThat(inACall(() -> this.guide.toOutgoing(TEA)).getName()).isEqualTo("4711");
	}

	@Test
	void aContextThatIsCancelledCancelsItsCalls() throws Exception {
		ListenableFuture<Product> cancelled = inACall(() -> this.guide.withCancel(NEVER));
		assertThat(cancelled).failsWithin(Duration.ofSeconds(20))
			.withThrowableThat()
			.satisfies((ex) -> assertThat(Status.fromThrowable(ex).getCode()).isEqualTo(Status.Code.CANCELLED));
	}

	@Test
	void aForkHasTheValuesAndNotTheDeadline() throws Exception {
		assertThat(inACall(() -> {
			CompletableFuture<Boolean> unbounded = new CompletableFuture<>();
			this.guide.withoutCancel(() -> unbounded
				.complete(Context.current().getDeadline() == null && GrpcCall.current().remainingTime() != null));
			return unbounded.get();
		})).isTrue();
	}

	@Test
	void valuesAndMetadataAreReadFromTheContext() throws Exception {
		assertThat(inACall(this.guide::value)).isEqualTo("acme");
		assertThat(inACall(this.guide::fromIncoming)).isEqualTo("of the caller");
	}

	@Test
	void otherThreadsSeeTheCall() throws Exception {
		assertThat(inACall(() -> this.guide.onAnotherThread().get())).isEqualTo("shop.Orders/Ship");
		assertThat(inACall(() -> {
			CompletableFuture<String> method = new CompletableFuture<>();
			this.guide.onAThreadOfOnesOwn((work) -> new Thread(work).start(),
					() -> method.complete(GrpcCall.current().method()));
			return method.get();
		})).isEqualTo("shop.Orders/Ship");
	}

	@Test
	void aHandlerLearnsThatItsCallerHasGone() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch cleanedUp = new CountDownLatch(1);
		CompletableFuture<Status> why = new CompletableFuture<>();
		Future<Empty> call = call(() -> {
			assertThat(this.guide.err()).isNull();
			this.guide.afterFunc(cleanedUp::countDown);
			this.guide.untilDone(begun::countDown);
			why.complete(this.guide.err());
		});
		assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
		call.cancel(true);
		assertThat(why.get(20, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.CANCELLED);
		assertThat(cleanedUp.await(20, TimeUnit.SECONDS)).isTrue();
	}

	private <T> T inACall(Callable<T> work) throws Exception {
		CompletableFuture<T> result = new CompletableFuture<>();
		call(() -> {
			try {
				result.complete(work.call());
			}
			catch (Exception ex) {
				result.completeExceptionally(ex);
			}
		});
		return result.get(20, TimeUnit.SECONDS);
	}

	private Future<Empty> call(Runnable work) {
		this.application.work.add(work);
		Metadata headers = new Metadata();
		headers.put(RequestId.HEADER, "of the caller");
		return this.shop.withDeadlineAfter(20, TimeUnit.SECONDS)
			.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
			.ship(ShipOrderRequest.getDefaultInstance());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(ContextGuide.class)
	static class Application {

		private final BlockingQueue<Runnable> work = new LinkedBlockingQueue<>();

		@Bean(destroyMethod = "shutdownNow")
		ScheduledExecutorService timer() {
			return Executors.newSingleThreadScheduledExecutor();
		}

		@Bean
		OrdersGrpc.OrdersImplBase orders() {
			return new OrdersGrpc.OrdersImplBase() {

				@Override
				public void ship(ShipOrderRequest request, StreamObserver<Empty> caller) {
					Answer.to(caller, () -> {
						Application.this.work.remove().run();
						return Empty.getDefaultInstance();
					});
				}

			};
		}

		@Bean
		InventoryGrpc.InventoryImplBase inventory() {
			return new InventoryGrpc.InventoryImplBase() {

				@Override
				public void get(GetProductRequest request, StreamObserver<Product> caller) {
					if (request.equals(NEVER)) {
						return;
					}
					GrpcCall call = GrpcCall.current();
					String id = call.metadata().get(RequestId.HEADER);
					String name = (id != null) ? id
							: (call.remainingTime().toMillis() <= 200) ? "within 200ms" : "later";
					Answer.to(caller, () -> Product.newBuilder().setSku(request.getSku()).setName(name).build());
				}

			};
		}

	}

}
