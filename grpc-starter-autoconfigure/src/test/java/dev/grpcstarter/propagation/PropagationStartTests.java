package dev.grpcstarter.propagation;

import dev.grpcstarter.propagation.autoconfigure.GrpcContextAutoConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.task.SimpleAsyncTaskExecutorBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.task.TaskDecorator;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.test.util.AopTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What propagation does to applications, be they servers or not.
 */
class PropagationStartTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrpcContextAutoConfiguration.class, AopAutoConfiguration.class,
				TaskExecutionAutoConfiguration.class, TaskSchedulingAutoConfiguration.class));

	@Test
	void nothingIsProxiedWhereAsyncIsNotEnabled() {
		this.runner.withBean(Work.class).run((context) -> {
			assertThat(context).doesNotHaveBean(VoidAsyncAdvisor.class);
			assertThat(context.getBean(Work.class).getClass()).isEqualTo(Work.class);
		});
	}

	@Test
	void theOnlyDecoratorOfTheApplicationIsInjectedAndBothDecorate() {
		TaskDecorator own = (task) -> task;
		this.runner.withBean("own", TaskDecorator.class, () -> own).run((context) -> {
			assertThat(context.getBean(TaskDecorator.class)).isSameAs(own);
			assertThat(context.getBeanProvider(TaskDecorator.class).orderedStream()).hasSize(2);
			assertThat(context).hasSingleBean(SimpleAsyncTaskExecutorBuilder.class);
		});
	}

	@Test
	void whatIsProxiedByItsInterfaceStaysSo() {
		this.runner.withUserConfiguration(WithAsync.class)
			.withPropertyValues("spring.aop.proxy-target-class=false")
			.withBean("final", Mail.class, FinalMail::new)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(AopTestUtils.<Object>getTargetObject(context.getBean(Mail.class)))
					.isInstanceOf(FinalMail.class);
			});
	}

	@Test
	void theStartNeedsNoContextPropagation() {
		this.runner.withUserConfiguration(WithAsync.class)
			.withClassLoader(new FilteredClassLoader("io.micrometer.context", "reactor"))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(VoidAsyncAdvisor.class));
	}

	@EnableAsync
	static class WithAsync {

	}

	interface Mail {

		void send();

	}

	static final class FinalMail implements Mail {

		@Override
		@Async
		public void send() {
			// nobody looks
		}

	}

}
