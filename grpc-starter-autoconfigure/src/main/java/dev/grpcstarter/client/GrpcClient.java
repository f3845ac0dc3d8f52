package dev.grpcstarter.client;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;

/**
 * Injects a stub, a {@link io.grpc.Channel} or a {@link io.grpc.ManagedChannel} that
 * calls over a named channel. Stands on parameters of constructors and {@code @Bean}
 * methods, on fields and on setters, in test classes too, and within
 * {@code ObjectProvider} and {@code Optional}. A stub is always there: a channel that is
 * not configured stops the start, even where the point of injection is optional. Within
 * an {@code ObjectProvider} it is found when the provider is first asked. With
 * {@code @Lazy} nothing changes, because a channel connects with its first call anyway.
 * Channels are closed after the beans into which they or their stubs are injected, whose
 * methods with {@code @PreDestroy} may call; behind an {@code ObjectProvider} or an
 * {@code Optional} that is not sure.
 * <p>
 * Stubs need no annotation where a channel lists their service, under
 * {@code grpc.client.channels.<name>.services}: at a point of a stub's type that has no
 * qualifier, it is as if this annotation named that channel.
 * <p>
 * A bean of the application takes the place of the stub: first one that has the channel's
 * name as its qualifier ({@code @Qualifier}, {@code @Named}, or {@code @GrpcClient} on
 * the field of a test's mock) or else as its bean name, and then one of the stub's type
 * that has no qualifier and no channel's name: that one stands for all channels. Beans of
 * the own context are looked at before those of its parents. So a test replaces one
 * remote service with {@code @MockitoBean @GrpcClient("inventory")} on a field of the
 * stub's type. Channels are replaced by name only.
 */
@Autowired
@Qualifier
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD, ElementType.ANNOTATION_TYPE })
public @interface GrpcClient {

	/**
	 * The name of the channel, as under {@code grpc.client.channels}. Placeholders such
	 * as <code>${shop.channel}</code> are resolved. A name that is not configured stops
	 * the start.
	 * @return the name
	 */
	String value();

}
