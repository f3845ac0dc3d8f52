package dev.grpcstarter.sample;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import dev.grpcstarter.sample.shop.Line;
import dev.grpcstarter.sample.shop.Product;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The tables {@code product}, {@code reservation} and {@code reservation_line}.
 */
@Repository
class StockRepository {

	private final JdbcClient jdbc;

	StockRepository(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	Optional<Product> find(String sku) {
		return this.jdbc.sql("SELECT * FROM product WHERE sku = :sku")
			.param("sku", sku)
			.query(StockRepository::product)
			.optional();
	}

	List<Product> findAfter(String sku, Collection<Integer> categories, int maxStock, int limit) {
		return this.jdbc.sql("""
				SELECT * FROM product
				WHERE sku > :sku AND category IN (:categories) AND stock <= :maxStock
				ORDER BY sku LIMIT :limit
				""")
			.param("sku", sku)
			.param("categories", categories)
			.param("maxStock", maxStock)
			.param("limit", limit)
			.query(StockRepository::product)
			.list();
	}

	/**
	 * Takes pieces out of stock. The condition and the change are one statement, so no
	 * piece is ever taken twice.
	 * @param sku the product
	 * @param quantity the number of pieces
	 * @return whether there were enough
	 */
	boolean take(String sku, int quantity) {
		return this.jdbc.sql("UPDATE product SET stock = stock - :quantity WHERE sku = :sku AND stock >= :quantity")
			.param("quantity", quantity)
			.param("sku", sku)
			.update() == 1;
	}

	boolean add(String sku, int quantity) {
		return this.jdbc.sql("UPDATE product SET stock = stock + :quantity WHERE sku = :sku")
			.param("quantity", quantity)
			.param("sku", sku)
			.update() == 1;
	}

	void insertReservation(String orderId, Instant reservedAt) {
		this.jdbc.sql("INSERT INTO reservation (order_id, reserved_at, released) VALUES (:orderId, :reservedAt, FALSE)")
			.param("orderId", orderId)
			.param("reservedAt", reservedAt.atOffset(ZoneOffset.UTC))
			.update();
	}

	void insertReservationLine(String orderId, String sku, int quantity) {
		this.jdbc.sql("INSERT INTO reservation_line (order_id, sku, quantity) VALUES (:orderId, :sku, :quantity)")
			.param("orderId", orderId)
			.param("sku", sku)
			.param("quantity", quantity)
			.update();
	}

	boolean markReleased(String orderId) {
		return this.jdbc.sql("UPDATE reservation SET released = TRUE WHERE order_id = :orderId AND NOT released")
			.param("orderId", orderId)
			.update() == 1;
	}

	List<Line> reservationLines(String orderId) {
		return this.jdbc.sql("SELECT sku, quantity FROM reservation_line WHERE order_id = :orderId ORDER BY sku")
			.param("orderId", orderId)
			.query((row, number) -> Line.newBuilder()
				.setSku(row.getString("sku"))
				.setQuantity(row.getInt("quantity"))
				.build())
			.list();
	}

	private static Product product(ResultSet row, int number) throws SQLException {
		Product.Builder product = Product.newBuilder()
			.setSku(row.getString("sku"))
			.setName(row.getString("name"))
			.setCategoryValue(row.getInt("category"))
			.setPriceCents(row.getLong("price_cents"))
			.setStock(row.getInt("stock"));
		for (Object rating : (Object[]) row.getArray("ratings").getArray()) {
			product.addRatings((int) rating);
		}
		return product.build();
	}

}
