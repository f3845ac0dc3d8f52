package dev.grpcstarter.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.beans.factory.annotation.Value;

/**
 * Injects the TCP port that the gRPC server of a test really listens on, as an
 * {@code int}. With {@code grpc.server.port=0} each test gets a free one.
 */
@Documented
@Value("${local.grpc.server.port}")
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE })
public @interface LocalGrpcPort {

}
