package dev.grpcstarter.sample;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import com.google.common.util.concurrent.ListenableFuture;
import dev.grpcstarter.call.GrpcCall;
import dev.grpcstarter.client.GrpcClient;
import dev.grpcstarter.sample.shop.GetProductRequest;
import dev.grpcstarter.sample.shop.InventoryGrpc.InventoryBlockingV2Stub;
import dev.grpcstarter.sample.shop.InventoryGrpc.InventoryFutureStub;
import dev.grpcstarter.sample.shop.Product;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.MetadataUtils;

import org.springframework.beans.factory.annotation.Qualifier;

/**
 * What stands in the guide of the context, each in a method of its own.
 */
class ContextGuide {

	static final Context.Key<String> TENANT = Context.key("tenant");

	private final InventoryBlockingV2Stub inventory;

	private final InventoryFutureStub inventoryFutures;

	private final ScheduledExecutorService timer;

	private final Executor executor;

	ContextGuide(@GrpcClient("inventory") InventoryBlockingV2Stub inventory,
			@GrpcClient("inventory") InventoryFutureStub inventoryFutures, ScheduledExecutorService timer,
			@Qualifier("applicationTaskExecutor") Executor executor) {
		this.inventory = inventory;
		this.inventoryFutures = inventoryFutures;
		this.timer = timer;
		this.executor = executor;
	}

	Product withTimeoutOfOneCall(GetProductRequest request) throws StatusException {
		return this.inventory.withDeadlineAfter(200, TimeUnit.MILLISECONDS).get(request);
	}

	List<Product> withTimeoutOfSeveralCalls(GetProductRequest tea, GetProductRequest pot) throws Exception {
		try (CancellableContext context = Context.current().withDeadlineAfter(200, TimeUnit.MILLISECONDS, this.timer)) {
			return context.call(() -> List.of(this.inventory.get(tea), this.inventory.get(pot)));
		}
	}

	ListenableFuture<Product> withCancel(GetProductRequest request) throws Exception {
		CancellableContext context = Context.current().withCancellation();
		ListenableFuture<Product> product = context.call(() -> this.inventoryFutures.get(request));
		context.cancel(null);
		return product;
	}

	void withoutCancel(Runnable release) {
		Context.current().fork().run(release);
	}

	String value() throws Exception {
		return Context.current().withValue(TENANT, "acme").call(() -> TENANT.get());
	}

	int untilDone(Runnable step) {
		GrpcCall call = GrpcCall.current();
		int steps = 0;
		while (!call.isCancelled()) {
			step.run();
			steps++;
		}
		return steps;
	}

	void afterFunc(Runnable cleanUp) {
		Context.current().addListener((context) -> cleanUp.run(), this.executor);
	}

	Status err() {
		GrpcCall call = GrpcCall.current();
		Status why = call.cancellation(); // null, CANCELLED or DEADLINE_EXCEEDED
		return why;
	}

	String fromIncoming() {
		return GrpcCall.current().metadata().get(RequestId.HEADER);
	}

	Product toOutgoing(GetProductRequest request) throws StatusException {
		Metadata headers = new Metadata();
		headers.put(RequestId.HEADER, "4711");
		return this.inventory.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers)).get(request);
	}

	CompletableFuture<String> onAnotherThread() {
		return CompletableFuture.supplyAsync(() -> GrpcCall.current().method(), this.executor);
	}

	void onAThreadOfOnesOwn(Executor handMade, Runnable work) {
		Context.currentContextExecutor(handMade).execute(work);
	}

}
