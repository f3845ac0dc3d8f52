package dev.grpcstarter.sample;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

import dev.grpcstarter.client.GrpcClient;
import dev.grpcstarter.sample.shop.GetProductRequest;
import dev.grpcstarter.sample.shop.InventoryGrpc.InventoryBlockingV2Stub;
import dev.grpcstarter.sample.shop.OrdersGrpc.OrdersBlockingV2Stub;
import dev.grpcstarter.server.GlobalServerInterceptor;
import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusException;
import io.grpc.stub.MetadataUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

@Import(RequestIdTests.Recording.class)
class RequestIdTests extends ShopTests {

	private final AtomicReference<Metadata> headers = new AtomicReference<>();

	private final AtomicReference<Metadata> trailers = new AtomicReference<>();

	@GrpcClient("shop")
	private InventoryBlockingV2Stub inventory;

	@GrpcClient("shop")
	private OrdersBlockingV2Stub orders;

	@Autowired
	private Recorder recorder;

	@Test
	void theIdOfTheCallerComesBackInTheHeaders() throws StatusException {
		get("sencha", "my-request.1");
		assertThat(this.headers.get().get(RequestId.HEADER)).isEqualTo("my-request.1");
	}

	@Test
	void aCallThatFailsAtOnceHasTheIdInItsTrailers() {
		assertThat(ShopTests.failure(() -> get("unicorn", "my-request.2")).isOk()).isFalse();
		assertThat(this.trailers.get().getAll(RequestId.HEADER)).containsExactly("my-request.2");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "with space", "much-too-long-0123456789-0123456789-0123456789-0123456789-0123456789" })
	void aCallWithoutAUsableIdGetsOne(String id) throws StatusException {
		get("sencha", id);
		assertThat(this.headers.get().get(RequestId.HEADER)).isNotEqualTo(id).hasSize(36);
	}

	@Test
	void theIdGoesOnToTheInventory() throws StatusException {
		this.orders.withInterceptors(sending("my-order")).place(purchase(line("sencha", 1)));
		assertThat(this.recorder.lastIds).containsEntry("shop.Orders/Place", "my-order")
			.containsEntry("shop.Inventory/Reserve", "my-order");
	}

	private void get(String sku, String requestId) throws StatusException {
		this.inventory
			.withInterceptors(sending(requestId),
					MetadataUtils.newCaptureMetadataInterceptor(this.headers, this.trailers))
			.get(GetProductRequest.newBuilder().setSku(sku).build());
	}

	private static ClientInterceptor sending(String requestId) {
		Metadata metadata = new Metadata();
		metadata.put(RequestId.HEADER, requestId);
		return MetadataUtils.newAttachHeadersInterceptor(metadata);
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Recording {

		@Bean
		@GlobalServerInterceptor
		Recorder recorder() {
			return new Recorder();
		}

	}

	/**
	 * Remembers with which request id a method was called last.
	 */
	static class Recorder implements ServerInterceptor {

		private final Map<String, String> lastIds = new ConcurrentHashMap<>();

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			String id = headers.get(RequestId.HEADER);
			if (id != null) {
				this.lastIds.put(call.getMethodDescriptor().getFullMethodName(), id);
			}
			return next.startCall(call, headers);
		}

	}

}
