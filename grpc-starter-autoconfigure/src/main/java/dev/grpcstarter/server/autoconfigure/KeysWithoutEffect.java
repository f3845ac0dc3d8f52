package dev.grpcstarter.server.autoconfigure;

import java.util.List;

import dev.grpcstarter.server.ListenAddress;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Names the keys in the log that are set and change nothing, because of what other keys
 * say or of where the application runs. That is no failure: the same file may serve
 * several JVMs, and tests that open no port.
 */
final class KeysWithoutEffect {

	private static final Log logger = LogFactory.getLog(KeysWithoutEffect.class);

	private static final String PREFIX = "grpc.server.";

	static final List<String> PLATFORM = List.of(PREFIX + "platform.threads", PREFIX + "platform.queue");

	/**
	 * All keys of connections but {@code inbound-metadata-size}, which holds in-process
	 * too.
	 */
	static final List<String> CONNECTIONS = List.of(PREFIX + "keepalive.time", PREFIX + "keepalive.timeout",
			PREFIX + "keepalive.permit-time", PREFIX + "keepalive.permit-without-calls",
			PREFIX + "keepalive.max-connection-idle", PREFIX + "keepalive.max-connection-age",
			PREFIX + "keepalive.max-connection-age-grace", PREFIX + "limits.inbound-message-size",
			PREFIX + "limits.concurrent-calls-per-connection", PREFIX + "limits.handshake-timeout",
			PREFIX + "limits.resets-per-window", PREFIX + "limits.flow-control-window");

	private final Binder binder;

	KeysWithoutEffect(Environment environment) {
		this.binder = Binder.get(environment);
	}

	void warn(ServerSettings settings, boolean platformPoolIsUsed) {
		if (!platformPoolIsUsed) {
			warn(PLATFORM, "no method runs on the pool of platform threads, and %sexecutor is %s here".formatted(PREFIX,
					settings.execution().methods().fallback()));
		}
		if (settings.addresses().stream().noneMatch(ListenAddress.Tcp.class::isInstance)) {
			warn(List.of(PREFIX + "address"), PREFIX + "port is none");
		}
		if (settings.addresses().stream().allMatch(ListenAddress.InProcess.class::isInstance)) {
			warn(List.of(PREFIX + "ssl.bundle"), "the services are only served in-process, where nothing is encrypted");
			warn(CONNECTIONS, "the services are only served in-process, where there are no connections");
		}
	}

	private void warn(List<String> keys, String why) {
		List<String> set = keys.stream().filter(this::isSet).toList();
		if (!set.isEmpty()) {
			logger.warn("%s %s without effect: %s.".formatted(String.join(" and ", set),
					(set.size() > 1) ? "are" : "is", why));
		}
	}

	private boolean isSet(String key) {
		return StringUtils.hasText(this.binder.bind(key, String.class).orElse(null));
	}

}
