package dev.grpcstarter.propagation;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import dev.grpcstarter.config.Finding;
import dev.grpcstarter.config.Findings;
import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.propagation.autoconfigure.GrpcContextAutoConfiguration;
import dev.grpcstarter.server.autoconfigure.GrpcBuiltInServicesAutoConfiguration;
import dev.grpcstarter.server.autoconfigure.GrpcServerAutoConfiguration;
import io.grpc.Context;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.AsyncConfigurer;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.config.TaskManagementConfigUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Executors that the application has made by hand, which is when Boot makes none.
 */
class AsyncExecutorTests {

	private static final String WITHOUT_CONTEXT = "executor-without-context";

	private static final String NOT_FORKED = "async-void-not-forked";

	private static final Context.Key<String> NAME = Context.key("name");

	private final ApplicationContextRunner bare = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GrpcConfigurationAutoConfiguration.class,
				GrpcContextAutoConfiguration.class, GrpcBuiltInServicesAutoConfiguration.class,
				GrpcServerAutoConfiguration.class, AopAutoConfiguration.class, TaskExecutionAutoConfiguration.class,
				TaskSchedulingAutoConfiguration.class))
		.withBean(Looking.class)
		.withPropertyValues("grpc.server.port=0", "grpc.server.address=127.0.0.1");

	private final ApplicationContextRunner runner = this.bare.withUserConfiguration(WithAsync.class);

	@Test
	void theContextFollowsToTheOnlyExecutorThoughThatIsMadeByHand() {
		this.runner.withBean("mine", ThreadPoolTaskExecutor.class, AsyncExecutorTests::pool).run((context) -> {
			assertThat(seen(context.getBean(Looking.class)::onTheUsual)).startsWith("carried on mine-");
			assertThat(context.getBean(Findings.class).all()).isEmpty();
		});
	}

	@Test
	void theContextFollowsWhereAnExecutorForOtherThingsMakesBootMakeNone() {
		ExecutorService other = Executors.newSingleThreadExecutor();
		this.runner.withBean("other", ExecutorService.class, () -> other)
			.run((context) -> assertThat(seen(context.getBean(Looking.class)::onTheUsual)).startsWith("carried on "));
	}

	@Test
	void bootsOwnIsUsedWhereItMakesOne() {
		this.runner.run((context) -> {
			assertThat(context).doesNotHaveBean(ContextAsyncConfigurer.class);
			assertThat(seen(context.getBean(Looking.class)::onTheUsual)).startsWith("carried on task-");
			assertThat(context.getBean(Findings.class).all()).isEmpty();
		});
	}

	@Test
	void anExecutorThatAsyncNamesIsNamedInAFindingUnlessItCarriesTheContext() {
		this.runner.withBean("taskExecutor", ThreadPoolTaskExecutor.class, AsyncExecutorTests::pool)
			.withBean("mine", ThreadPoolTaskExecutor.class, AsyncExecutorTests::pool)
			.withBean("carrying", ThreadPoolTaskExecutor.class, AsyncExecutorTests::carrying)
			.run((context) -> {
				assertThat(seen(context.getBean(Looking.class)::onMine)).startsWith("null on mine-");
				seen(() -> context.getBean("carrying", ThreadPoolTaskExecutor.class).submit(() -> "after the look"));
				assertThat(context.getBean(Findings.class).all()).extracting(Finding::id, Finding::key)
					.containsExactly(tuple(WITHOUT_CONTEXT, "bean 'mine'"));
			});
	}

	@Test
	void anExecutorThatIsChosenByTheApplicationIsLookedAtThoughItIsNoBean() {
		ThreadPoolTaskExecutor without = started(pool());
		this.runner.withBean("choice", AsyncConfigurer.class, () -> choosing(without)).run((context) -> {
			assertThat(seen(context.getBean(Looking.class)::onTheUsual)).startsWith("null on ");
			assertThat(context.getBean(Findings.class).all()).extracting(Finding::id, Finding::key)
				.containsExactly(tuple(WITHOUT_CONTEXT, "bean 'choice'"));
		});
		without.shutdown();
		ThreadPoolTaskExecutor carrying = started(carrying());
		this.runner.withBean("choice", AsyncConfigurer.class, () -> choosing(carrying)).run((context) -> {
			assertThat(seen(context.getBean(Looking.class)::onTheUsual)).startsWith("carried on ");
			assertThat(context.getBean(Findings.class).all()).isEmpty();
		});
		carrying.shutdown();
	}

	@Test
	void thatVoidWorkIsNotForkedIsFound() {
		assertIsNotForked(this.runner.withPropertyValues("spring.aop.auto=false"), "spring.aop.auto");
		assertIsNotForked(this.runner.withBean(TaskManagementConfigUtils.ASYNC_EXECUTION_ASPECT_BEAN_NAME, Object.class,
				Object::new), "@EnableAsync");
		assertIsNotForked(this.bare.withUserConfiguration(WithOwnAnnotation.class), "@EnableAsync");
	}

	@Test
	void nobodyLooksWhereNoCallsAreHandled() {
		this.runner.withPropertyValues("grpc.server.enabled=false", "spring.aop.auto=false")
			.withBean("taskExecutor", SimpleAsyncTaskExecutor.class)
			.withBean("mine", ThreadPoolTaskExecutor.class, AsyncExecutorTests::pool)
			.run((context) -> {
				seen(context.getBean(Looking.class)::onMine);
				assertThat(context.getBean(Findings.class).all()).isEmpty();
			});
	}

	private static void assertIsNotForked(ApplicationContextRunner runner, String key) {
		runner.run((context) -> assertThat(context.getBean(Findings.class).all()).extracting(Finding::id, Finding::key)
			.containsExactly(tuple(NOT_FORKED, key)));
	}

	private static String seen(Callable<Future<String>> looking) throws Exception {
		return Context.ROOT.withValue(NAME, "carried").call(looking).get(20, TimeUnit.SECONDS);
	}

	// one thread, so that what is submitted last runs last
	private static ThreadPoolTaskExecutor pool() {
		ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
		executor.setMaxPoolSize(1);
		return executor;
	}

	private static ThreadPoolTaskExecutor carrying() {
		ThreadPoolTaskExecutor executor = pool();
		executor.setTaskDecorator(new GrpcContextTaskDecorator());
		return executor;
	}

	private static ThreadPoolTaskExecutor started(ThreadPoolTaskExecutor executor) {
		executor.initialize();
		return executor;
	}

	private static AsyncConfigurer choosing(Executor executor) {
		return new AsyncConfigurer() {

			@Override
			public Executor getAsyncExecutor() {
				return executor;
			}

		};
	}

	@EnableAsync
	static class WithAsync {

	}

	@EnableAsync(annotation = Elsewhere.class)
	static class WithOwnAnnotation {

	}

	@Retention(RetentionPolicy.RUNTIME)
	@interface Elsewhere {

	}

	static class Looking {

		@Async
		Future<String> onTheUsual() {
			return look();
		}

		@Async("mine")
		Future<String> onMine() {
			return look();
		}

		private static Future<String> look() {
			return CompletableFuture.completedFuture(NAME.get() + " on " + Thread.currentThread().getName());
		}

	}

}
