package dev.grpcstarter.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;

/**
 * Several channels to one target that look like one. Each call goes to the channel with
 * the fewest calls in flight, so that calls beyond a server's limit of concurrent streams
 * for one connection need not queue. Channels are shared by any number of calls; nobody
 * ever has one for himself.
 */
final class ChannelPool extends ManagedChannel {

	private final PooledChannel[] members;

	private final Executor executor;

	private final Channel chain;

	private final List<StateListener> listeners = new ArrayList<>();

	/**
	 * A pool of channels.
	 * @param channels the members, at least one
	 * @param executor runs what waits for a change of the state
	 * @param chain what calls go through before they take a place at a member
	 */
	ChannelPool(List<ManagedChannel> channels, Executor executor, ClientInterceptor chain) {
		this.executor = executor;
		this.chain = ClientInterceptors.intercept(new Members(), chain);
		this.members = channels.stream().map(PooledChannel::new).toArray(PooledChannel[]::new);
		for (PooledChannel member : this.members) {
			watch(member.channel());
		}
	}

	@Override
	public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
		return this.chain.newCall(method, options);
	}

	/**
	 * The member that a call is best sent over. A member that is idle is asked to connect
	 * on the way, so that the pool fills. The look begins at a random member, so that
	 * those with equally few calls take turns.
	 * @return the member
	 */
	PooledChannel pick() {
		PooledChannel[] members = this.members;
		int start = ThreadLocalRandom.current().nextInt(members.length);
		PooledChannel best = members[start];
		long least = best.load();
		for (int i = start + 1; i < start + members.length; i++) {
			PooledChannel member = members[i % members.length];
			long load = member.load();
			if (load < least) {
				best = member;
				least = load;
			}
		}
		return best;
	}

	@Override
	public String authority() {
		return this.members[0].channel().authority();
	}

	/**
	 * As a load balancer has it: the best that any member can offer.
	 */
	@Override
	public ConnectivityState getState(boolean requestConnection) {
		boolean[] found = new boolean[ConnectivityState.values().length];
		for (PooledChannel member : this.members) {
			found[member.channel().getState(requestConnection).ordinal()] = true;
		}
		for (ConnectivityState state : List.of(ConnectivityState.READY, ConnectivityState.CONNECTING,
				ConnectivityState.IDLE, ConnectivityState.TRANSIENT_FAILURE)) {
			if (found[state.ordinal()]) {
				return state;
			}
		}
		return ConnectivityState.SHUTDOWN;
	}

	@Override
	public void notifyWhenStateChanged(ConnectivityState source, Runnable callback) {
		synchronized (this.listeners) {
			this.listeners.add(new StateListener(source, callback));
		}
		stateMayHaveChanged();
	}

	private void watch(ManagedChannel member) {
		ConnectivityState state = member.getState(false);
		if (state != ConnectivityState.SHUTDOWN) {
			member.notifyWhenStateChanged(state, () -> {
				watch(member);
				stateMayHaveChanged();
			});
		}
	}

	private void stateMayHaveChanged() {
		List<StateListener> due = new ArrayList<>();
		synchronized (this.listeners) {
			ConnectivityState state = getState(false);
			this.listeners.removeIf((listener) -> listener.source != state && due.add(listener));
		}
		due.forEach((listener) -> this.executor.execute(listener.callback));
	}

	@Override
	public void resetConnectBackoff() {
		forEach(ManagedChannel::resetConnectBackoff);
	}

	@Override
	public void enterIdle() {
		forEach(ManagedChannel::enterIdle);
	}

	@Override
	public ManagedChannel shutdown() {
		forEach(ManagedChannel::shutdown);
		return this;
	}

	@Override
	public ManagedChannel shutdownNow() {
		forEach(ManagedChannel::shutdownNow);
		return this;
	}

	@Override
	public boolean isShutdown() {
		return Arrays.stream(this.members).allMatch((member) -> member.channel().isShutdown());
	}

	@Override
	public boolean isTerminated() {
		return Arrays.stream(this.members).allMatch((member) -> member.channel().isTerminated());
	}

	@Override
	public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
		long end = System.nanoTime() + unit.toNanos(timeout);
		for (PooledChannel member : this.members) {
			if (!member.channel().awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
				return false;
			}
		}
		return true;
	}

	private void forEach(Consumer<ManagedChannel> what) {
		for (PooledChannel member : this.members) {
			what.accept(member.channel());
		}
	}

	@Override
	public String toString() {
		return "pool of %d channels to %s".formatted(this.members.length, authority());
	}

	/**
	 * What is inside of the chain.
	 */
	private final class Members extends Channel {

		@Override
		public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
			return new PooledCall<>(ChannelPool.this, method, options);
		}

		@Override
		public String authority() {
			return ChannelPool.this.authority();
		}

	}

	/**
	 * Waits for another state than one, and is told once.
	 *
	 * @param source the state
	 * @param callback what to run
	 */
	private record StateListener(ConnectivityState source, Runnable callback) {

	}

}
