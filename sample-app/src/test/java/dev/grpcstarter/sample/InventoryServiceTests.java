package dev.grpcstarter.sample;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.grpcstarter.client.GrpcClient;
import dev.grpcstarter.error.RichStatus;
import dev.grpcstarter.sample.shop.Category;
import dev.grpcstarter.sample.shop.Delivery;
import dev.grpcstarter.sample.shop.GetProductRequest;
import dev.grpcstarter.sample.shop.InventoryGrpc.InventoryBlockingV2Stub;
import dev.grpcstarter.sample.shop.Line;
import dev.grpcstarter.sample.shop.ListProductsRequest;
import dev.grpcstarter.sample.shop.Product;
import dev.grpcstarter.sample.shop.ReleaseRequest;
import dev.grpcstarter.sample.shop.Reservation;
import dev.grpcstarter.sample.shop.ReserveRequest;
import dev.grpcstarter.sample.shop.RestockSummary;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class InventoryServiceTests extends ShopTests {

	private final String sku = "sku-" + UUID.randomUUID().toString().substring(0, 30);

	private final String orderId = UUID.randomUUID().toString();

	@GrpcClient("shop")
	private InventoryBlockingV2Stub inventory;

	@Autowired
	private JdbcClient jdbc;

	@Test
	void getReturnsTheProduct() throws StatusException {
		Product product = get("earl-grey");
		assertThat(product.getName()).isEqualTo("Earl Grey, 100 g");
		assertThat(product.getCategory()).isEqualTo(Category.CATEGORY_TEA);
		assertThat(product.getPriceCents()).isEqualTo(420);
		assertThat(product.getRatingsList()).containsExactly(1, 0, 4, 21, 60);
	}

	@Test
	void getOfAnUnknownProductIsNotFound() {
		Status status = failure(() -> get("unicorn"));
		assertThat(status.getCode()).isEqualTo(Status.Code.NOT_FOUND);
		assertThat(status.getDescription()).isEqualTo("There is no product unicorn");
	}

	@Test
	void bothNamesOfACategoryListTheSameProducts() throws Exception {
		assertThat(skus(ListProductsRequest.newBuilder().addCategories(Category.CATEGORY_PASTRY)))
			.containsExactlyElementsOf(skus(ListProductsRequest.newBuilder().addCategories(Category.CATEGORY_CAKE)))
			.containsExactly("carrot-cake", "cheesecake");
	}

	@Test
	void zeroAsUpperBoundOfStockIsNotTheSameAsNoBound() throws Exception {
		assertThat(skus(ListProductsRequest.newBuilder().setMaxStock(0))).contains("cheesecake")
			.doesNotContain("carrot-cake");
		assertThat(skus(ListProductsRequest.newBuilder())).contains("cheesecake", "carrot-cake");
	}

	@Test
	void listGoesOnPastTheFirstPage() throws Exception {
		for (int i = 0; i <= ProductListing.PAGE_SIZE; i++) {
			insertProduct("%s-%03d".formatted(this.sku.substring(0, 20), i), 1);
		}
		assertThat(skus(ListProductsRequest.newBuilder())).hasSizeGreaterThan(ProductListing.PAGE_SIZE)
			.isSorted()
			.doesNotHaveDuplicates();
	}

	@Test
	void reserveTakesTheGoodsOutOfStock() throws StatusException {
		insertProduct(this.sku, 10);
		Reservation reservation = reserve(this.orderId, line(this.sku, 3), line(this.sku, 1));
		assertThat(reservation.getTotalCents()).isEqualTo(400);
		assertThat(reservation.getLeftMap()).containsExactly(Map.entry(this.sku, 6));
		assertThat(get(this.sku).getStock()).isEqualTo(6);
	}

	@Test
	void reserveTakesAllOrNothing() throws StatusException {
		insertProduct(this.sku, 10);
		// Lines are taken in the order of their SKUs: cheesecake, sold out, comes last.
		insertProduct("a-" + this.sku, 10);
		Status status = failure(
				() -> reserve(this.orderId, line("a-" + this.sku, 1), line("cheesecake", 1), line(this.sku, 1)));
		assertThat(status.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
		assertThat(status.getDescription()).isEqualTo("Out of stock: 1 of cheesecake wanted, 0 left");
		assertThat(get("a-" + this.sku).getStock()).isEqualTo(10);
		assertThat(get(this.sku).getStock()).isEqualTo(10);
	}

	@Test
	void whoAsksForTooMuchIsToldHowManyAreLeft() {
		insertProduct(this.sku, 3);
		assertThatExceptionOfType(StatusException.class).isThrownBy(() -> reserve(this.orderId, line(this.sku, 4)))
			.satisfies((ex) -> assertThat(RichStatus.from(ex).errorInfo().orElseThrow().getMetadataMap())
				.containsExactlyInAnyOrderEntriesOf(Map.of("sku", this.sku, "left", "3")));
	}

	@ParameterizedTest
	@ValueSource(ints = { Integer.MIN_VALUE, -1, 0, 1001, Integer.MAX_VALUE })
	void reserveRefusesABadQuantity(int quantity) {
		Status status = failure(() -> reserve(this.orderId, line("earl-grey", 1), line("earl-grey", quantity)));
		assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
		assertThat(status.getDescription())
			.isEqualTo("The quantity of earl-grey must be from 1 to 1000, not " + quantity);
	}

	@Test
	void reserveRefusesTooFewAndTooManyLines() {
		Line[] tooMany = new Line[Lines.MAX_LINES + 1];
		Arrays.fill(tooMany, line("earl-grey", 1));
		assertThat(failure(() -> reserve(this.orderId)).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
		assertThat(failure(() -> reserve(this.orderId, tooMany)).getDescription())
			.isEqualTo("Send from 1 to 100 lines, not 101");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "01234567890123456789012345678901234567890" })
	void reserveNeedsTheNameOfAnOrder(String orderId) {
		Status status = failure(() -> reserve(orderId, line("earl-grey", 1)));
		assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
		assertThat(status.getDescription()).isEqualTo("Name the order in 1 to 40 characters");
	}

	@Test
	void anOrderHasOneReservation() throws StatusException {
		insertProduct(this.sku, 10);
		reserve(this.orderId, line(this.sku, 1));
		Status status = failure(() -> reserve(this.orderId, line(this.sku, 1)));
		assertThat(status.getCode()).isEqualTo(Status.Code.ALREADY_EXISTS);
		assertThat(get(this.sku).getStock()).isEqualTo(9);
	}

	@Test
	void releasePutsTheGoodsBackOnce() throws StatusException {
		insertProduct(this.sku, 10);
		reserve(this.orderId, line(this.sku, 4));
		release(this.orderId);
		release(this.orderId);
		assertThat(get(this.sku).getStock()).isEqualTo(10);
	}

	@Test
	void releaseWithoutAReservationDoesNothing() {
		assertThat(failure(() -> release(this.orderId)).isOk()).isTrue();
	}

	@Test
	void restockAddsUpTheDeliveries() throws Exception {
		insertProduct(this.sku, 1);
		RestockSummary summary = restock(line(this.sku, 2), line("earl-grey", 1), line(this.sku, 3));
		assertThat(summary.getDeliveries()).isEqualTo(3);
		assertThat(summary.getStockMap()).containsEntry(this.sku, 6).containsKey("earl-grey").hasSize(2);
	}

	@Test
	void restockBooksAllOrNothing() throws StatusException {
		insertProduct("a-" + this.sku, 1);
		Status status = failure(() -> restock(line("a-" + this.sku, 2), line("unicorn", 1)));
		assertThat(status.getCode()).isEqualTo(Status.Code.NOT_FOUND);
		assertThat(get("a-" + this.sku).getStock()).isEqualTo(1);
	}

	@Test
	void restockRefusesTooManyDeliveries() {
		Line[] tooMany = new Line[10 * Lines.MAX_LINES];
		Arrays.fill(tooMany, line("earl-grey", 1));
		assertThat(failure(() -> restock(tooMany)).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
	}

	@Test
	void manyBuyersAtOnceNeverGetMoreThanThereIs() throws Exception {
		int stock = 50;
		int buyers = 8;
		insertProduct(this.sku, stock);
		List<Callable<Integer>> purchases = new ArrayList<>();
		for (int i = 0; i < buyers; i++) {
			purchases.add(() -> buyUntilSoldOut(this.sku));
		}
		int bought = 0;
		ExecutorService threads = Executors.newFixedThreadPool(buyers);
		try {
			for (Future<Integer> purchase : threads.invokeAll(purchases)) {
				bought += purchase.get();
			}
		}
		finally {
			threads.shutdown();
		}
		assertThat(bought).isEqualTo(stock);
		assertThat(get(this.sku).getStock()).isZero();
	}

	private int buyUntilSoldOut(String sku) {
		int bought = 0;
		while (true) {
			Status status = failure(() -> reserve(UUID.randomUUID().toString(), line(sku, 1)));
			if (status.getCode() == Status.Code.FAILED_PRECONDITION) {
				return bought;
			}
			assertThat(status.isOk()).as(status.toString()).isTrue();
			bought++;
		}
	}

	private void insertProduct(String sku, int stock) {
		this.jdbc
			.sql("INSERT INTO product (sku, name, category, price_cents, stock, ratings)"
					+ " VALUES (:sku, 'Test', 1, 100, :stock, ARRAY[1, 2, 3, 4, 5])")
			.param("sku", sku)
			.param("stock", stock)
			.update();
	}

	private Product get(String sku) throws StatusException {
		return this.inventory.get(GetProductRequest.newBuilder().setSku(sku).build());
	}

	private List<String> skus(ListProductsRequest.Builder request) throws StatusException, InterruptedException {
		List<String> skus = new ArrayList<>();
		BlockingClientCall<?, Product> call = this.inventory.list(request.build());
		while (call.hasNext()) {
			skus.add(call.read().getSku());
		}
		return skus;
	}

	private Reservation reserve(String orderId, Line... lines) throws StatusException {
		return this.inventory
			.reserve(ReserveRequest.newBuilder().setOrderId(orderId).addAllLines(List.of(lines)).build());
	}

	private void release(String orderId) throws StatusException {
		this.inventory.release(ReleaseRequest.newBuilder().setOrderId(orderId).build());
	}

	private RestockSummary restock(Line... lines) throws StatusException, InterruptedException {
		BlockingClientCall<Delivery, RestockSummary> call = this.inventory.restock();
		for (Line line : lines) {
			call.write(Delivery.newBuilder().setLine(line).build());
		}
		call.halfClose();
		return call.read();
	}

}
