package dev.grpcstarter.server;

import io.grpc.ServerInterceptor;

/**
 * An interceptor that the starter itself puts around every service of the application,
 * outside all interceptors of the application. The built-in services do without.
 *
 * @param name the name by which it is known, such as {@code exceptions}
 * @param interceptor the interceptor
 */
public record BuiltInInterceptor(String name, ServerInterceptor interceptor) {

}
