package dev.grpcstarter.server.execution;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says on which kind of thread a handler runs: on a method that overrides one of the
 * generated {@code *ImplBase}, or on a service class for all of its methods. The method's
 * own annotation wins over the one of the class.
 * <p>
 * {@code grpc.server.methods."[package.Service/Method]".executor} wins over the
 * annotation, and the annotation over patterns with {@code *} and over
 * {@code grpc.server.executor}.
 * <p>
 * What listens to a {@link io.grpc.Context} without an executor of its own runs where the
 * context ends, which may be on the event loop whatever is chosen here.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.METHOD, ElementType.TYPE })
public @interface GrpcExecution {

	/**
	 * The kind of thread.
	 * @return the kind
	 */
	Execution value();

}
