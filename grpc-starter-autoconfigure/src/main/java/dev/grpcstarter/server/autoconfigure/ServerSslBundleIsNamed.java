package dev.grpcstarter.server.autoconfigure;

import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * Matches where {@code grpc.server.ssl.bundle} is set. Unlike Boot's own condition on a
 * property it takes a blank value for one that is not set.
 */
class ServerSslBundleIsNamed implements Condition {

	@Override
	public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
		return StringUtils.hasText(context.getEnvironment().getProperty("grpc.server.ssl.bundle"));
	}

}
