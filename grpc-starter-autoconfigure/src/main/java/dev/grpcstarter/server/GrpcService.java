package dev.grpcstarter.server;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.grpc.ServerInterceptor;

import org.springframework.core.annotation.AliasFor;
import org.springframework.stereotype.Component;

/**
 * Marks a bean as a gRPC service that the server is to serve. Stands on a class that is
 * found by scanning, or on a {@code @Bean} method. The bean must be an
 * {@link io.grpc.BindableService}, which every generated {@code *ImplBase} is; anything
 * else stops the start.
 * <p>
 * Calls go through the beans with {@link GlobalServerInterceptor} first and then through
 * the interceptors named here: those of {@link #interceptors()}, then those of
 * {@link #interceptorNames()}, each in the order in which they are written.
 */
@Documented
@Component
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.METHOD })
public @interface GrpcService {

	/**
	 * The name of the bean, where the annotation stands on a class.
	 * @return the name, empty for the usual one
	 */
	@AliasFor(annotation = Component.class)
	String value() default "";

	/**
	 * Types of interceptors for this service alone. There must be exactly one bean of
	 * each type, and not one with {@link GlobalServerInterceptor}.
	 * @return the types, outermost first
	 */
	Class<? extends ServerInterceptor>[] interceptors() default {};

	/**
	 * Names of interceptor beans for this service alone, and not of ones with
	 * {@link GlobalServerInterceptor}.
	 * @return the names, outermost first
	 */
	String[] interceptorNames() default {};

}
