package dev.grpcstarter.sample;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.Empty;
import dev.grpcstarter.sample.shop.InventoryGrpc;
import dev.grpcstarter.sample.shop.OrdersGrpc;
import dev.grpcstarter.sample.shop.OrdersGrpc.OrdersBlockingV2Stub;
import dev.grpcstarter.sample.shop.ReleaseRequest;
import dev.grpcstarter.sample.shop.Reservation;
import dev.grpcstarter.sample.shop.ReserveRequest;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.dao.QueryTimeoutException;
import org.springframework.scheduling.TaskScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;

/**
 * What {@link OrdersService} does when the inventory or its own database fails. Needs no
 * Spring: a service is a class, and a stub is its argument.
 */
class InventoryFailureTests {

	private final FailingInventory inventory = new FailingInventory();

	private final OrderHistory history = mock(OrderHistory.class);

	private Server inventoryServer;

	private Server ordersServer;

	private ManagedChannel inventoryChannel;

	private ManagedChannel ordersChannel;

	private OrdersBlockingV2Stub orders;

	@BeforeEach
	void start() throws Exception {
		this.inventoryServer = server("inventory", this.inventory);
		this.inventoryChannel = InProcessChannelBuilder.forName("inventory").build();
		this.ordersServer = server("orders", new OrdersService(this.history, mock(TaskScheduler.class),
				InventoryGrpc.newBlockingV2Stub(this.inventoryChannel)));
		this.ordersChannel = InProcessChannelBuilder.forName("orders").build();
		this.orders = OrdersGrpc.newBlockingV2Stub(this.ordersChannel).withDeadlineAfter(10, TimeUnit.SECONDS);
	}

	@AfterEach
	void stop() {
		this.ordersChannel.shutdownNow();
		this.ordersServer.shutdownNow();
		this.inventoryChannel.shutdownNow();
		this.inventoryServer.shutdownNow();
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			UNAVAILABLE,        UNAVAILABLE,        'The inventory did not answer, try again later'
			DEADLINE_EXCEEDED,  DEADLINE_EXCEEDED,  'The inventory did not answer, try again later'
			RESOURCE_EXHAUSTED, RESOURCE_EXHAUSTED, 'The inventory did not answer, try again later'
			UNKNOWN,            INTERNAL,           'The inventory failed'
			UNAUTHENTICATED,    INTERNAL,           'The inventory failed'
			FAILED_PRECONDITION, FAILED_PRECONDITION, 'secret'
			""")
	void theCallerLearnsWhatHelpsTheCaller(Status.Code inventorySays, Status.Code callerSees, String description) {
		this.inventory.answer = inventorySays.toStatus().withDescription("secret");
		Status status = place();
		assertThat(status.getCode()).isEqualTo(callerSees);
		assertThat(status.getDescription()).isEqualTo(description);
	}

	@Test
	void goodsThatMayBeReservedAreReleased() {
		this.inventory.answer = Status.UNAVAILABLE;
		place();
		assertThat(this.inventory.released).isNotEmpty().isEqualTo(this.inventory.reserved);
	}

	@Test
	void goodsOfAnOrderThatCannotBeStoredAreReleased() {
		willThrow(new QueryTimeoutException("no database")).given(this.history)
			.append(anyString(), anyInt(), any(), any());
		assertThat(place().isOk()).isFalse();
		assertThat(this.inventory.released).isNotEmpty().isEqualTo(this.inventory.reserved);
	}

	private Status place() {
		return ShopTests.failure(() -> this.orders.place(ShopTests.purchase(ShopTests.line("sencha", 1))));
	}

	private static Server server(String name, BindableService service) throws Exception {
		return InProcessServerBuilder.forName(name).addService(service).build().start();
	}

	/**
	 * Answers every reservation with one status and remembers what it was asked.
	 */
	private static final class FailingInventory extends InventoryGrpc.InventoryImplBase {

		private final List<String> reserved = new CopyOnWriteArrayList<>();

		private final List<String> released = new CopyOnWriteArrayList<>();

		private volatile Status answer = Status.OK;

		@Override
		public void reserve(ReserveRequest request, StreamObserver<Reservation> caller) {
			this.reserved.add(request.getOrderId());
			if (!this.answer.isOk()) {
				caller.onError(this.answer.asRuntimeException());
				return;
			}
			caller.onNext(Reservation.newBuilder().setOrderId(request.getOrderId()).build());
			caller.onCompleted();
		}

		@Override
		public void release(ReleaseRequest request, StreamObserver<Empty> caller) {
			this.released.add(request.getOrderId());
			caller.onNext(Empty.getDefaultInstance());
			caller.onCompleted();
		}

	}

}
