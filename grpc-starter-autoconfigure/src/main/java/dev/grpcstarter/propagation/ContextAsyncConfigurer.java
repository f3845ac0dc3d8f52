package dev.grpcstarter.propagation;

import java.util.Objects;
import java.util.concurrent.Executor;

import org.springframework.aop.interceptor.AsyncExecutionInterceptor;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.task.support.TaskExecutorAdapter;
import org.springframework.scheduling.annotation.AsyncConfigurer;

/**
 * Lets the context of a call follow the work of methods with
 * {@link org.springframework.scheduling.annotation.Async @Async} to the executor that
 * Spring chooses for those that name none, however that was made. It is there where the
 * application has no {@link AsyncConfigurer}, and Boot none. Thread-safe.
 */
public final class ContextAsyncConfigurer implements AsyncConfigurer {

	private final BeanFactory beanFactory;

	private final GrpcContextTaskDecorator decorator;

	/**
	 * A configurer for one application.
	 * @param beanFactory where Spring looks for the executor
	 * @param decorator what carries the context
	 */
	public ContextAsyncConfigurer(BeanFactory beanFactory, GrpcContextTaskDecorator decorator) {
		this.beanFactory = beanFactory;
		this.decorator = decorator;
	}

	@Override
	public Executor getAsyncExecutor() {
		TaskExecutorAdapter executor = new TaskExecutorAdapter(chosen());
		executor.setTaskDecorator(this.decorator);
		return executor;
	}

	/**
	 * The executor that Spring chooses by itself.
	 * @return the only one, the one named {@code taskExecutor}, or one of its own
	 */
	public Executor chosen() {
		return new Choice().in(this.beanFactory);
	}

	private static final class Choice extends AsyncExecutionInterceptor {

		Choice() {
			super(null);
		}

		Executor in(BeanFactory beanFactory) {
			return Objects.requireNonNull(getDefaultExecutor(beanFactory));
		}

	}

}
