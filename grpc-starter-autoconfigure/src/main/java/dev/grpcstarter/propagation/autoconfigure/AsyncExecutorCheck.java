package dev.grpcstarter.propagation.autoconfigure;

import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

import dev.grpcstarter.config.Finding;
import dev.grpcstarter.config.Findings;
import dev.grpcstarter.propagation.ContextAsyncConfigurer;
import io.grpc.Context;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.task.TaskExecutor;
import org.springframework.core.type.MethodMetadata;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.AsyncAnnotationBeanPostProcessor;
import org.springframework.scheduling.annotation.AsyncConfigurer;

/**
 * Tells of executors of the application to which {@link Async @Async} gives work that
 * loses the context of its call. Whether an executor has a decorator cannot be seen, so
 * each that may be concerned is given one task that looks, and does nothing else.
 */
record AsyncExecutorCheck(DefaultListableBeanFactory beanFactory,
		Findings findings) implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(AsyncExecutorCheck.class);

	private static final Context.Key<Boolean> SENT = Context.key("dev.grpcstarter.sent");

	@Override
	public void afterSingletonsInstantiated() {
		ContextAsyncConfigurer own = this.beanFactory.getBeanProvider(ContextAsyncConfigurer.class).getIfAvailable();
		if (own == null) {
			ownNames(AsyncConfigurer.class).forEach(this::checkChoice);
		}
		String[] names = ownNames(TaskExecutor.class).toArray(String[]::new);
		Executor chosen = (own != null && names.length > 0) ? own.chosen() : null;
		for (String name : names) {
			checkNamed(name, this.beanFactory.getBean(name, TaskExecutor.class), chosen);
		}
	}

	private void checkNamed(String name, TaskExecutor executor, @Nullable Executor chosen) {
		if (executor != chosen && !(executor instanceof TaskScheduler)) {
			send(executor, new Look(name, "what @Async gives to this executor", this.findings));
		}
	}

	// goes where Spring sends what names no executor, be that a bean or not
	private void checkChoice(String configurer) {
		this.beanFactory.getBeanProvider(AsyncAnnotationBeanPostProcessor.class)
			.ifAvailable((async) -> send(Runnable::run,
					(Runnable) async.postProcessAfterInitialization(
							new Look(configurer, "what @Async gives to the executor of this configurer", this.findings),
							"grpcAsyncExecutorCheck")));
	}

	private static void send(Executor executor, Runnable look) {
		try {
			Context.ROOT.withValue(SENT, true).run(() -> executor.execute(look));
		}
		catch (RuntimeException ex) {
			logger.debug("An executor has not taken the task that looks for the context of calls", ex);
		}
	}

	/**
	 * The beans that exist and come from the application.
	 * @param type the type
	 * @return their names
	 */
	private Stream<String> ownNames(Class<?> type) {
		return Arrays.stream(this.beanFactory.getBeanNamesForType(type, false, false))
			.filter((name) -> this.beanFactory.containsSingleton(name) && !isOfSpring(name));
	}

	private boolean isOfSpring(String name) {
		BeanDefinition definition = (this.beanFactory.containsBeanDefinition(name))
				? this.beanFactory.getBeanDefinition(name) : null;
		MethodMetadata method = (definition instanceof AnnotatedBeanDefinition annotated)
				? annotated.getFactoryMethodMetadata() : null;
		return method != null && method.getDeclaringClassName().startsWith("org.springframework.");
	}

	/**
	 * Looks whether the context has followed it.
	 */
	static class Look implements Runnable {

		private final String bean;

		private final String work;

		private final Findings findings;

		Look(String bean, String work, Findings findings) {
			this.bean = bean;
			this.work = work;
			this.findings = findings;
		}

		@Override
		@Async
		public void run() {
			if (SENT.get() == null) {
				this.findings.add(new Finding("executor-without-context", "bean '%s'".formatted(this.bean),
						"%s loses the context of its call: deadline, cancellation and entries of the log"
							.formatted(this.work),
						"Write executor.setTaskDecorator(grpcContextTaskDecorator) where it is made, "
								+ "with that bean injected, or make it with one of Boot's builders."));
			}
		}

	}

}
