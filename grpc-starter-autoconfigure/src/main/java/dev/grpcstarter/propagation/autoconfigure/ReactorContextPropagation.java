package dev.grpcstarter.propagation.autoconfigure;

import dev.grpcstarter.config.autoconfigure.Preset;

import org.springframework.util.ClassUtils;

/**
 * Lets Reactor restore the context of a call on the threads of its operators, unless the
 * application says otherwise with {@code spring.reactor.context-propagation=limited}.
 */
class ReactorContextPropagation extends Preset {

	ReactorContextPropagation() {
		super("spring.reactor.context-propagation", "auto");
	}

	@Override
	protected boolean applies() {
		ClassLoader classLoader = getClass().getClassLoader();
		return ClassUtils.isPresent("reactor.core.publisher.Hooks", classLoader)
				&& ClassUtils.isPresent("io.micrometer.context.ContextRegistry", classLoader);
	}

}
