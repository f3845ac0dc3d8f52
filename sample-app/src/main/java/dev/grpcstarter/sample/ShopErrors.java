package dev.grpcstarter.sample;

import java.util.Map;

import dev.grpcstarter.error.RichStatus;
import dev.grpcstarter.server.error.GrpcAdvice;
import dev.grpcstarter.server.error.GrpcExceptionHandler;
import io.grpc.Status;

/**
 * What callers are told of the shop's own exceptions.
 */
@GrpcAdvice
class ShopErrors {

	@GrpcExceptionHandler
	com.google.rpc.Status outOfStock(OutOfStockException ex) {
		return RichStatus.of(Status.Code.FAILED_PRECONDITION, ex.getMessage())
			.withErrorInfo("OUT_OF_STOCK", "shop.example.com",
					Map.of("sku", ex.sku(), "left", Integer.toString(ex.left())))
			.toProto();
	}

}
