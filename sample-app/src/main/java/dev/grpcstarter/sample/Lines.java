package dev.grpcstarter.sample;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.grpcstarter.sample.shop.Line;
import io.grpc.Status;

/**
 * Checks lines that came from outside.
 */
final class Lines {

	static final int MAX_LINES = 100;

	private static final int MAX_QUANTITY = 1000;

	private Lines() {
	}

	/**
	 * Adds up the lines of each product.
	 * @param lines from 1 to 100 lines
	 * @return the quantities, from 1 to 1000, in the order of the SKUs
	 */
	static SortedMap<String, Integer> quantities(List<Line> lines) {
		if (lines.isEmpty() || lines.size() > MAX_LINES) {
			throw invalid("Send from 1 to %d lines, not %d", MAX_LINES, lines.size());
		}
		SortedMap<String, Integer> quantities = new TreeMap<>();
		for (Line line : lines) {
			check(line.getSku(), line.getQuantity());
			check(line.getSku(), quantities.merge(line.getSku(), line.getQuantity(), Integer::sum));
		}
		return quantities;
	}

	private static void check(String sku, int quantity) {
		if (quantity < 1 || quantity > MAX_QUANTITY) {
			throw invalid("The quantity of %s must be from 1 to %d, not %d", sku, MAX_QUANTITY, quantity);
		}
	}

	private static RuntimeException invalid(String message, Object... arguments) {
		return Status.INVALID_ARGUMENT.withDescription(message.formatted(arguments)).asRuntimeException();
	}

}
