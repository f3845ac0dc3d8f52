package dev.grpcstarter.server.autoconfigure;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.grpcstarter.server.GrpcServerLifecycle;
import dev.grpcstarter.server.GrpcServerStartedEvent;

import org.springframework.context.ApplicationListener;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Publishes the port that the server really listens on as {@code local.grpc.server.port},
 * as Boot does for its web server.
 */
class LocalServerPort implements ApplicationListener<GrpcServerStartedEvent> {

	private final Map<String, Object> ports = new ConcurrentHashMap<>();

	private final GrpcServerLifecycle lifecycle;

	LocalServerPort(ConfigurableEnvironment environment, GrpcServerLifecycle lifecycle) {
		this.lifecycle = lifecycle;
		environment.getPropertySources().addFirst(new MapPropertySource("grpcServerPort", this.ports));
	}

	@Override
	public void onApplicationEvent(GrpcServerStartedEvent event) {
		// events of a child context arrive here too
		if (event.server() == this.lifecycle.server()) {
			event.server().port().ifPresent((port) -> this.ports.put("local.grpc.server.port", port));
		}
	}

}
