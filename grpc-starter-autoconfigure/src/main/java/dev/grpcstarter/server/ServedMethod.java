package dev.grpcstarter.server;

import java.util.List;

import dev.grpcstarter.call.MethodPolicy;
import io.grpc.MethodDescriptor.MethodType;

/**
 * A method as it is served: what its calls go through was decided when it was bound.
 *
 * @param name the full name, such as {@code shop.Inventory/Reserve}
 * @param type how many messages go which way
 * @param chain what calls go through, outermost first, each with its setting if it has
 * one: {@code metrics}, {@code deadline(60s)}, {@code auditInterceptor}
 * @param policy what the properties say
 */
public record ServedMethod(String name, MethodType type, List<String> chain, MethodPolicy policy) {

	/**
	 * A method.
	 * @param name the full name
	 * @param type how many messages go which way
	 * @param chain what calls go through, outermost first
	 * @param policy what the properties say
	 */
	public ServedMethod {
		chain = List.copyOf(chain);
	}

}
