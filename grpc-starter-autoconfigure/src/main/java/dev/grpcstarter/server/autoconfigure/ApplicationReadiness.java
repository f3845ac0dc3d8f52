package dev.grpcstarter.server.autoconfigure;

import dev.grpcstarter.server.health.HealthService;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.SmartApplicationListener;

/**
 * Lets health follow the readiness of the application, and ends the readiness when the
 * context begins to close: only Boot's web contexts do that themselves. It comes before
 * all other listeners, so that none of them delays it.
 * <p>
 * Events of child contexts arrive here too. They are left out where their source tells
 * whose they are, which it does for all that Boot publishes.
 */
class ApplicationReadiness implements SmartApplicationListener {

	private final ConfigurableApplicationContext context;

	private final @Nullable HealthService health;

	private volatile boolean accepting;

	ApplicationReadiness(ConfigurableApplicationContext context, @Nullable HealthService health) {
		this.context = context;
		this.health = health;
		this.accepting = atFirst(context);
	}

	/**
	 * What holds before any event. An application that is run by Boot is ready when its
	 * runners are done, and says so. In any other context, such as one that a test makes,
	 * nobody ever will.
	 * @param context the application's context
	 * @return whether it accepts traffic as soon as the server does
	 */
	static boolean atFirst(ConfigurableApplicationContext context) {
		// registered by SpringApplication in the context that it runs
		return !context.getBeanFactory().containsSingleton("springApplicationArguments");
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		if (event instanceof AvailabilityChangeEvent<?> change && change.getState() instanceof ReadinessState state
				&& !isOfAnotherContext(change)) {
			follow(state == ReadinessState.ACCEPTING_TRAFFIC);
		}
		if (event instanceof ContextClosedEvent closed && closed.getApplicationContext() == this.context
				&& this.accepting) {
			AvailabilityChangeEvent.publish(this.context, ReadinessState.REFUSING_TRAFFIC);
		}
	}

	private void follow(boolean accepting) {
		this.accepting = accepting;
		if (this.health != null) {
			this.health.accepting(accepting);
		}
	}

	private boolean isOfAnotherContext(AvailabilityChangeEvent<?> change) {
		return change.getSource() instanceof ApplicationContext source && source != this.context;
	}

	@Override
	public boolean supportsEventType(Class<? extends ApplicationEvent> eventType) {
		return AvailabilityChangeEvent.class.isAssignableFrom(eventType)
				|| ContextClosedEvent.class.isAssignableFrom(eventType);
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

}
