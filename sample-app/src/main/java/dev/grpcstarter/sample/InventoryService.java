package dev.grpcstarter.sample;

import java.util.ArrayList;
import java.util.List;

import com.google.protobuf.Empty;
import dev.grpcstarter.sample.shop.Delivery;
import dev.grpcstarter.sample.shop.GetProductRequest;
import dev.grpcstarter.sample.shop.InventoryGrpc;
import dev.grpcstarter.sample.shop.Line;
import dev.grpcstarter.sample.shop.ListProductsRequest;
import dev.grpcstarter.sample.shop.Product;
import dev.grpcstarter.sample.shop.ReleaseRequest;
import dev.grpcstarter.sample.shop.Reservation;
import dev.grpcstarter.sample.shop.ReserveRequest;
import dev.grpcstarter.sample.shop.RestockSummary;
import dev.grpcstarter.server.GrpcService;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/**
 * Serves {@code shop.Inventory}. The work, in transactions, is done by the
 * {@link Warehouse}, so that nobody is told of goods before they are committed.
 */
@GrpcService
class InventoryService extends InventoryGrpc.InventoryImplBase {

	private final Warehouse warehouse;

	private final StockRepository stock;

	InventoryService(Warehouse warehouse, StockRepository stock) {
		this.warehouse = warehouse;
		this.stock = stock;
	}

	@Override
	public void get(GetProductRequest request, StreamObserver<Product> caller) {
		Answer.to(caller, () -> this.warehouse.product(request.getSku()));
	}

	@Override
	public void list(ListProductsRequest request, StreamObserver<Product> caller) {
		new ProductListing(this.stock, request, (ServerCallStreamObserver<Product>) caller).start();
	}

	@Override
	public void reserve(ReserveRequest request, StreamObserver<Reservation> caller) {
		Answer.to(caller, () -> {
			checkOrderId(request.getOrderId());
			return this.warehouse.reserve(request.getOrderId(), Lines.quantities(request.getLinesList()));
		});
	}

	@Override
	public void release(ReleaseRequest request, StreamObserver<Empty> caller) {
		Answer.to(caller, () -> {
			this.warehouse.release(request.getOrderId());
			return Empty.getDefaultInstance();
		});
	}

	@Override
	public StreamObserver<Delivery> restock(StreamObserver<RestockSummary> caller) {
		List<Line> lines = new ArrayList<>();
		return new StreamObserver<>() {

			@Override
			public void onNext(Delivery delivery) {
				// One too many is enough to refuse them all in the end.
				if (lines.size() <= Lines.MAX_LINES) {
					lines.add(delivery.getLine());
				}
			}

			@Override
			public void onError(Throwable ex) {
				// The caller is gone, and nothing is booked yet.
			}

			@Override
			public void onCompleted() {
				Answer.to(caller, () -> InventoryService.this.warehouse.restock(lines));
			}

		};
	}

	private static void checkOrderId(String orderId) {
		if (orderId.isBlank() || orderId.length() > 40) {
			throw Status.INVALID_ARGUMENT.withDescription("Name the order in 1 to 40 characters").asRuntimeException();
		}
	}

}
