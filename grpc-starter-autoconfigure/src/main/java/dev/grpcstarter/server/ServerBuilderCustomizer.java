package dev.grpcstarter.server;

import io.grpc.ServerBuilder;

/**
 * A bean that has the last word on how a server is built: it sees the builder after all
 * properties have been applied. Called once for each transport, and for each start. As
 * with Boot's customizers of web servers, those of a parent context do not apply to the
 * server of a child.
 * <p>
 * A service that is added here is served as it is: without interceptors, and on the event
 * loop. Declare it as a bean instead. The builder's own executor is that event loop, and
 * the methods of services that are beans have theirs in {@code grpc.server.executor}.
 * <p>
 * An interceptor that is added here runs on the event loop before a call has a thread,
 * and sees requests that are not parsed yet, whose type is internal. Declare it as a bean
 * with {@link GlobalServerInterceptor} instead, unless it looks at nothing but metadata.
 */
@FunctionalInterface
public interface ServerBuilderCustomizer {

	/**
	 * Changes a builder.
	 * @param address where the server will listen, which tells the transport
	 * @param builder the transport's builder
	 */
	void customize(ListenAddress address, ServerBuilder<?> builder);

}
