package dev.grpcstarter.config.autoconfigure;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import org.apache.commons.logging.Log;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.boot.support.SystemEnvironmentPropertySourceEnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Leaves out of the environment what Kubernetes sets in every pod for a Service whose
 * name begins with {@code grpc-}: for {@code grpc-server} that is, among others,
 * {@code GRPC_SERVER_PORT=tcp://10.0.0.7:9090}, which nobody meant to be
 * {@code grpc.server.port}.
 */
class KubernetesServiceLinks implements EnvironmentPostProcessor, Ordered {

	private static final String SOURCE = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

	private static final Pattern LINK = Pattern.compile("(tcp|udp|sctp)://\\S+:\\d+");

	private final Log logger;

	KubernetesServiceLinks(DeferredLogFactory logs) {
		this.logger = logs.getLog(KubernetesServiceLinks.class);
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		MutablePropertySources sources = environment.getPropertySources();
		if (sources.get(SOURCE) instanceof SystemEnvironmentPropertySource variables) {
			Map<String, Object> kept = new TreeMap<>(variables.getSource());
			if (kept.entrySet().removeIf((variable) -> isLink(variable.getKey(), variable.getValue()))) {
				sources.replace(SOURCE, new SystemEnvironmentPropertySource(SOURCE, kept));
			}
		}
	}

	private boolean isLink(String name, Object value) {
		boolean link = name.startsWith("GRPC_") && LINK.matcher(value.toString()).matches();
		if (link && name.endsWith("_PORT")) {
			this.logger
				.warn(("%s=%s is ignored: Kubernetes has set it, for a Service of that name in the same namespace. "
						+ "Set enableServiceLinks: false in the pod's spec to be rid of it.")
					.formatted(name, value));
		}
		return link;
	}

	/**
	 * Before Boot wraps the environment's variables.
	 */
	@Override
	public int getOrder() {
		return SystemEnvironmentPropertySourceEnvironmentPostProcessor.DEFAULT_ORDER - 1;
	}

}
