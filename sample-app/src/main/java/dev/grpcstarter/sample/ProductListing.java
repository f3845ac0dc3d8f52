package dev.grpcstarter.sample;

import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

import dev.grpcstarter.sample.shop.Category;
import dev.grpcstarter.sample.shop.ListProductsRequest;
import dev.grpcstarter.sample.shop.Product;
import io.grpc.stub.ServerCallStreamObserver;

/**
 * Streams products, however many there are: it holds one page of them at a time and sends
 * no faster than the caller reads.
 */
class ProductListing {

	static final int PAGE_SIZE = 100;

	private final StockRepository stock;

	private final List<Integer> categories;

	private final int maxStock;

	private final ServerCallStreamObserver<Product> caller;

	private Iterator<Product> page = Collections.emptyIterator();

	private String lastSku = "";

	ProductListing(StockRepository stock, ListProductsRequest request, ServerCallStreamObserver<Product> caller) {
		this.stock = stock;
		this.categories = (request.getCategoriesCount() != 0) ? request.getCategoriesValueList() : allCategories();
		this.maxStock = request.hasMaxStock() ? request.getMaxStock() : Integer.MAX_VALUE;
		this.caller = caller;
	}

	void start() {
		this.caller.setOnCancelHandler(() -> this.page = Collections.emptyIterator());
		this.caller.setOnReadyHandler(this::send);
	}

	/**
	 * Sends until the caller has enough for now. gRPC calls this again when it wants
	 * more, and never from two threads at once.
	 */
	private void send() {
		while (this.caller.isReady() && !this.caller.isCancelled()) {
			if (!this.page.hasNext()) {
				this.page = this.stock.findAfter(this.lastSku, this.categories, this.maxStock, PAGE_SIZE).iterator();
			}
			if (!this.page.hasNext()) {
				this.caller.onCompleted();
				return;
			}
			Product product = this.page.next();
			this.caller.onNext(product);
			this.lastSku = product.getSku();
		}
	}

	private static List<Integer> allCategories() {
		return Arrays.stream(Category.values())
			.filter((category) -> category != Category.UNRECOGNIZED)
			.map(Category::getNumber)
			.toList();
	}

}
