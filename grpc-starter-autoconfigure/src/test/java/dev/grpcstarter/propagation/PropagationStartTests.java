package dev.grpcstarter.propagation;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import dev.grpcstarter.propagation.autoconfigure.GrpcContextAutoConfiguration;
import io.grpc.Context;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.task.SimpleAsyncTaskExecutorBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.TaskDecorator;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.test.util.AopTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What propagation does to applications, be they servers or not.
 */
class PropagationStartTests {

	private static final Context.Key<String> NAME = Context.key("name");

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
		List<String> decorated = new CopyOnWriteArrayList<>();
		TaskDecorator own = (task) -> () -> {
			decorated.add(Thread.currentThread().getName());
			task.run();
		};
		this.runner.withBean("own", TaskDecorator.class, () -> own).run((context) -> {
			assertThat(context.getBean(TaskDecorator.class)).isSameAs(own);
			assertThat(context.getBeanProvider(TaskDecorator.class).orderedStream()).hasSize(2);
			assertCarries(context.getBean(SimpleAsyncTaskExecutorBuilder.class).build());
			assertThat(decorated).hasSize(1);
			assertCarries(context.getBean(ThreadPoolTaskExecutor.class));
			assertThat(decorated).hasSize(2);
		});
	}

	private static void assertCarries(AsyncTaskExecutor executor) throws Exception {
		Future<String> seen = Context.ROOT.withValue(NAME, "carried").call(() -> executor.submit(() -> NAME.get()));
		assertThat(seen.get(20, TimeUnit.SECONDS)).isEqualTo("carried");
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
