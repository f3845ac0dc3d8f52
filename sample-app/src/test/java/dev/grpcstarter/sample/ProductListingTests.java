package dev.grpcstarter.sample;

import java.util.List;
import java.util.stream.IntStream;

import dev.grpcstarter.sample.shop.ListProductsRequest;
import dev.grpcstarter.sample.shop.Product;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyCollection;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

class ProductListingTests {

	private final StockRepository stock = mock(StockRepository.class);

	private final FakeCaller<Product> reader = new FakeCaller<>();

	@BeforeEach
	void start() {
		given(this.stock.findAfter(anyString(), anyCollection(), anyInt(), anyInt())).willReturn(List.of());
		given(this.stock.findAfter(eq(""), anyCollection(), anyInt(), anyInt()))
			.willReturn(IntStream.range(100, 200).mapToObj(ProductListingTests::product).toList());
		new ProductListing(this.stock, ListProductsRequest.getDefaultInstance(), this.reader).start();
	}

	@Test
	void aReaderWithoutRoomGetsNothingAndCostsNoQuery() {
		this.reader.ready(0);
		assertThat(this.reader.messages()).isEmpty();
		verify(this.stock, never()).findAfter(anyString(), anyCollection(), anyInt(), anyInt());
	}

	@Test
	void aSlowReaderGetsAsMuchAsItHasRoomFor() {
		this.reader.ready(3);
		this.reader.ready(2);
		assertThat(this.reader.messages()).hasSize(5).doesNotHaveDuplicates();
		assertThat(this.reader.isCompleted()).isFalse();
		verify(this.stock, times(1)).findAfter(anyString(), anyCollection(), anyInt(), anyInt());
	}

	@Test
	void theCallEndsAfterTheLastProduct() {
		this.reader.ready(1000);
		assertThat(this.reader.messages()).hasSize(100);
		assertThat(this.reader.isCompleted()).isTrue();
		verify(this.stock).findAfter(eq("199"), anyCollection(), anyInt(), anyInt());
	}

	@Test
	void nothingIsSentToAReaderThatHasGone() {
		this.reader.ready(3);
		this.reader.cancel();
		this.reader.ready(3);
		assertThat(this.reader.messages()).hasSize(3);
		assertThat(this.reader.isCompleted()).isFalse();
	}

	private static Product product(int number) {
		return Product.newBuilder().setSku(Integer.toString(number)).build();
	}

}
