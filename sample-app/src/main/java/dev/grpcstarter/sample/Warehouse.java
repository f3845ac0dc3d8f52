package dev.grpcstarter.sample;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

import dev.grpcstarter.sample.shop.Line;
import dev.grpcstarter.sample.shop.Product;
import dev.grpcstarter.sample.shop.Reservation;
import dev.grpcstarter.sample.shop.RestockSummary;
import io.grpc.Status;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Moves goods in and out. Each method is one transaction; a status or another exception
 * that it throws rolls it back.
 * <p>
 * Stock is always changed in the order of the SKUs, so that two transactions never wait
 * for each other.
 */
@Service
@Transactional
class Warehouse {

	private final StockRepository stock;

	Warehouse(StockRepository stock) {
		this.stock = stock;
	}

	@Transactional(readOnly = true)
	Product product(String sku) {
		return this.stock.find(sku).orElseThrow(() -> unknown(sku));
	}

	Reservation reserve(String orderId, SortedMap<String, Integer> quantities) {
		Instant now = Instant.now();
		insertReservation(orderId, now);
		Reservation.Builder reservation = Reservation.newBuilder()
			.setOrderId(orderId)
			.setReservedAt(Timestamps.of(now));
		quantities.forEach((sku, quantity) -> {
			boolean taken = this.stock.take(sku, quantity);
			Product product = product(sku);
			if (!taken) {
				throw new OutOfStockException(sku, quantity, product.getStock());
			}
			this.stock.insertReservationLine(orderId, sku, quantity);
			reservation.setTotalCents(reservation.getTotalCents() + quantity * product.getPriceCents());
			reservation.putLeft(sku, product.getStock());
		});
		return reservation.build();
	}

	void release(String orderId) {
		if (this.stock.markReleased(orderId)) {
			for (Line line : this.stock.reservationLines(orderId)) {
				this.stock.add(line.getSku(), line.getQuantity());
			}
		}
	}

	RestockSummary restock(List<Line> deliveries) {
		RestockSummary.Builder summary = RestockSummary.newBuilder().setDeliveries(deliveries.size());
		Lines.quantities(deliveries).forEach((sku, quantity) -> {
			if (!this.stock.add(sku, quantity)) {
				throw unknown(sku);
			}
			summary.putStock(sku, product(sku).getStock());
		});
		return summary.build();
	}

	private void insertReservation(String orderId, Instant now) {
		try {
			this.stock.insertReservation(orderId, now);
		}
		catch (DuplicateKeyException ex) {
			throw Status.ALREADY_EXISTS.withDescription("Order %s has a reservation already".formatted(orderId))
				.withCause(ex)
				.asRuntimeException();
		}
	}

	private static RuntimeException unknown(String sku) {
		return Status.NOT_FOUND.withDescription("There is no product %s".formatted(sku)).asRuntimeException();
	}

}
