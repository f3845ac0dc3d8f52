package dev.grpcstarter.client.naming;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.ProxyDetector;
import io.grpc.Status;
import io.grpc.SynchronizationContext;
import org.jspecify.annotations.Nullable;
import org.mockito.invocation.InvocationOnMock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * What a channel lends to its name resolver, and where it takes the results. Lookups and
 * timers run when the test says so.
 */
final class LentToResolver extends NameResolver.Listener2 {

	final SynchronizationContext context = new SynchronizationContext((thread, failure) -> {
		throw new AssertionError(failure);
	});

	final Queue<Runnable> lookups = new ArrayDeque<>();

	final List<NameResolver.ResolutionResult> results = new ArrayList<>();

	private final List<Timer> timers = new ArrayList<>();

	private Status answer = Status.OK;

	private @Nullable Throwable rejection;

	NameResolver.Args args(ProxyDetector proxies) {
		ScheduledExecutorService scheduler = mock();
		given(scheduler.schedule(any(Runnable.class), anyLong(), any())).willAnswer(this::schedule);
		return NameResolver.Args.newBuilder()
			.setDefaultPort(443)
			.setProxyDetector(proxies)
			.setSynchronizationContext(this.context)
			.setServiceConfigParser(mock())
			.setScheduledExecutorService(scheduler)
			.setOffloadExecutor(this::execute)
			.build();
	}

	private void execute(Runnable lookup) {
		if (this.rejection instanceof Error error) {
			throw error;
		}
		if (this.rejection instanceof RuntimeException exception) {
			throw exception;
		}
		this.lookups.add(lookup);
	}

	void reject(@Nullable Throwable rejection) {
		this.rejection = rejection;
	}

	private ScheduledFuture<?> schedule(InvocationOnMock call) {
		ScheduledFuture<?> future = mock();
		long nanos = call.getArgument(2, TimeUnit.class).toNanos(call.getArgument(1));
		Timer timer = new Timer(nanos, call.getArgument(0), future);
		this.timers.add(timer);
		given(future.cancel(any(boolean.class))).willAnswer((cancel) -> this.timers.remove(timer));
		return future;
	}

	void answerWith(Status answer) {
		this.answer = answer;
	}

	void start(NameResolver resolver) {
		this.context.execute(() -> resolver.start(this));
	}

	/**
	 * Lets the one lookup run that is asked for.
	 */
	void lookUp() {
		assertThat(this.lookups).hasSize(1);
		this.lookups.remove().run();
	}

	List<Long> delays() {
		return this.timers.stream().map(Timer::nanos).toList();
	}

	void letTheTimerExpire() {
		assertThat(this.timers).hasSize(1);
		this.timers.remove(0).task().run();
	}

	List<EquivalentAddressGroup> lastAddresses() {
		return last().getAddressesOrError().getValue();
	}

	NameResolver.ResolutionResult last() {
		return this.results.get(this.results.size() - 1);
	}

	@Override
	public Status onResult2(NameResolver.ResolutionResult result) {
		this.context.throwIfNotInThisSynchronizationContext();
		this.results.add(result);
		return result.getAddressesOrError().hasValue() ? this.answer : result.getAddressesOrError().getStatus();
	}

	@Override
	public void onResult(NameResolver.@Nullable ResolutionResult result) {
		throw new AssertionError("onResult2 tells what has become of a result");
	}

	@Override
	public void onError(@Nullable Status error) {
		throw new AssertionError("onResult2 tells what has become of an error");
	}

	private record Timer(long nanos, Runnable task, ScheduledFuture<?> future) {

	}

}
