package dev.grpcstarter.sample;

/**
 * There are fewer pieces of a product than were asked for.
 */
class OutOfStockException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String sku;

	private final int left;

	OutOfStockException(String sku, int wanted, int left) {
		super("Out of stock: %d of %s wanted, %d left".formatted(wanted, sku, left));
		this.sku = sku;
		this.left = left;
	}

	String sku() {
		return this.sku;
	}

	int left() {
		return this.left;
	}

}
