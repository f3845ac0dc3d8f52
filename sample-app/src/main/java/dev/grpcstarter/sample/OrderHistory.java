package dev.grpcstarter.sample;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.grpcstarter.sample.shop.OrderEvent;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The table {@code order_event}. An order is what has happened to it: rows are added and
 * never changed.
 */
@Repository
class OrderHistory {

	private final JdbcClient jdbc;

	OrderHistory(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Adds an event. The primary key refuses a second one of the same number, so of two
	 * that happen at once one fails with a
	 * {@link org.springframework.dao.DuplicateKeyException}.
	 * @param orderId the order
	 * @param number the place in its history, from 1
	 * @param type what happened
	 * @param detail what belongs to it
	 */
	void append(String orderId, int number, OrderEvent.Type type, Message detail) {
		this.jdbc.sql("""
				INSERT INTO order_event (order_id, number, type, happened_at, detail)
				VALUES (:orderId, :number, :type, :happenedAt, :detail)
				""")
			.param("orderId", orderId)
			.param("number", number)
			.param("type", type.getNumber())
			.param("happenedAt", Instant.now().atOffset(ZoneOffset.UTC))
			.param("detail", Any.pack(detail).toByteArray())
			.update();
	}

	List<OrderEvent> findAfter(String orderId, int number) {
		return this.jdbc.sql("SELECT * FROM order_event WHERE order_id = :orderId AND number > :number ORDER BY number")
			.param("orderId", orderId)
			.param("number", number)
			.query(OrderHistory::event)
			.list();
	}

	private static OrderEvent event(ResultSet row, int rowNumber) throws SQLException {
		Instant happenedAt = row.getObject("happened_at", OffsetDateTime.class).toInstant();
		return OrderEvent.newBuilder()
			.setNumber(row.getInt("number"))
			.setTypeValue(row.getInt("type"))
			.setHappenedAt(Timestamps.of(happenedAt))
			.setDetail(any(row.getBytes("detail")))
			.build();
	}

	private static Any any(byte[] bytes) {
		try {
			return Any.parseFrom(bytes);
		}
		catch (InvalidProtocolBufferException ex) {
			throw new IllegalStateException("An order event holds no google.protobuf.Any", ex);
		}
	}

}
