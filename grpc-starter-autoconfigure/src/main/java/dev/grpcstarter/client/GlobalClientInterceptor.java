package dev.grpcstarter.client;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a bean of type {@link io.grpc.ClientInterceptor} that every call over every
 * channel goes through. All such beans run, ordered by {@code @Order}, the lowest value
 * outermost. Stands on the bean's class or on its {@code @Bean} method.
 * <p>
 * An interceptor may have stubs itself, to fetch a token, say. It must not call while it
 * is being created, because its own call would go through it; and its call does go
 * through it later. At the end it is destroyed like any bean, possibly before one that
 * calls last.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.METHOD })
public @interface GlobalClientInterceptor {

}
