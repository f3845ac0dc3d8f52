package dev.grpcstarter.server;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a bean of type {@link io.grpc.ServerInterceptor} that every call to every service
 * of the application goes through. All such beans run, ordered by {@code @Order}, the
 * lowest value outermost. Stands on the bean's class or on its {@code @Bean} method.
 * <p>
 * The server's own health and reflection services are not intercepted, so that a check of
 * credentials does not lock out probes.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.METHOD })
public @interface GlobalServerInterceptor {

}
