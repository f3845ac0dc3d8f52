package dev.grpcstarter.server.error;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Marks a method of a {@link GrpcAdvice} that says what the caller gets to know of an
 * exception. It need not be public. It takes the exception and, where it wants them, the
 * {@link io.grpc.MethodDescriptor} and the request's {@link io.grpc.Metadata}, in any
 * order. It returns a {@link io.grpc.Status}, a {@code com.google.rpc.Status} or an
 * exception: a {@link io.grpc.StatusRuntimeException} or {@link io.grpc.StatusException}
 * is what the caller gets, trailers included; any other exception is handled in place of
 * the first one, but its successor is not; the exception that it was given means that the
 * starter's own table is to decide. It must not return {@code null} or {@code OK}.
 * <p>
 * The exception is looked at before its causes, and a type before its supertypes. What is
 * within a {@link java.util.concurrent.CompletionException} or an
 * {@link java.util.concurrent.ExecutionException} is handled in its place. A status that
 * was thrown is left alone, unless a method is for that very type,
 * {@code StatusRuntimeException} or {@code StatusException}.
 * <p>
 * It runs on the thread on which the call has failed, in the call's {@code Context}, so
 * several may run at once. A method that fails itself makes the call INTERNAL.
 */
@Documented
@Reflective
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface GrpcExceptionHandler {

	/**
	 * The types of exceptions to handle. The method's parameter must accept each of them.
	 * @return the types, empty for the type of the parameter
	 */
	Class<? extends Throwable>[] value() default {};

}
