package dev.grpcstarter.propagation.autoconfigure;

import dev.grpcstarter.config.autoconfigure.Preset;

import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Lets Reactor restore the context of a call on the threads of its operators, unless the
 * application says otherwise with {@code spring.reactor.context-propagation=limited}. It
 * costs all operators of an application something, so the starter of the server brings
 * it: there are no calls to handle elsewhere, nor where the server is switched off.
 */
class ReactorContextPropagation extends Preset {

	ReactorContextPropagation() {
		super("spring.reactor.context-propagation", "auto");
	}

	@Override
	protected boolean applies(Environment environment) {
		ClassLoader classLoader = getClass().getClassLoader();
		return environment.getProperty("grpc.server.enabled", Boolean.class, true)
				&& ClassUtils.isPresent("reactor.core.publisher.Hooks", classLoader)
				&& ClassUtils.isPresent("io.micrometer.context.ContextRegistry", classLoader);
	}

}
