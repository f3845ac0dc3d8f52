package dev.grpcstarter.server.error;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;
import org.springframework.stereotype.Component;

/**
 * Marks a bean whose methods with {@link GrpcExceptionHandler} turn exceptions of all
 * services of the application into statuses. Stands on a class that is found by scanning,
 * or on a {@code @Bean} method. A bean without such a method stops the start.
 * <p>
 * There may be several. The method for the nearest type handles an exception, wherever it
 * stands; where two advices have a method for the same type, {@code @Order} decides.
 */
@Documented
@Component
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.METHOD })
public @interface GrpcAdvice {

	/**
	 * The name of the bean, where the annotation stands on a class.
	 * @return the name, empty for the usual one
	 */
	@AliasFor(annotation = Component.class)
	String value() default "";

}
