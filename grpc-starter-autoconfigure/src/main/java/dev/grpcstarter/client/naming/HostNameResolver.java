package dev.grpcstarter.client.naming;

import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.Status;
import io.grpc.StatusOr;
import io.grpc.SynchronizationContext;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the addresses of a channel up to date. They are looked up when the channel asks
 * for it, which it does when it loses a connection, and again when they have become old.
 * After each lookup there is a second of rest: whoever asks meanwhile, or while one is
 * under way, gets one more after it. Once there are addresses, a lookup that fails
 * changes nothing. gRPC's own resolver takes no second look for 30 seconds, and none of
 * its own accord.
 */
final class HostNameResolver extends NameResolver {

	private static final Log logger = LogFactory.getLog(HostNameResolver.class);

	private static final Duration REST = Duration.ofSeconds(1);

	private final String authority;

	private final AddressLookup lookup;

	private final @Nullable Duration refresh;

	private final Duration rest;

	private final Args args;

	private final SynchronizationContext context;

	private final Executor executor;

	// all that follows is used within the context only

	private @Nullable Listener2 listener;

	private @Nullable Set<Set<SocketAddress>> known;

	private SynchronizationContext.@Nullable ScheduledHandle next;

	// looks up, or rests
	private boolean busy;

	private boolean askedAgain;

	private boolean shutdown;

	/**
	 * Keeps addresses up to date.
	 * @param authority the host that calls name
	 * @param lookup what finds the addresses
	 * @param refresh how old they may become, or {@code null} for no limit
	 * @param args what the channel lends
	 */
	HostNameResolver(String authority, AddressLookup lookup, @Nullable Duration refresh, Args args) {
		this.authority = authority;
		this.lookup = lookup;
		this.refresh = refresh;
		this.rest = (refresh != null && refresh.compareTo(REST) < 0) ? refresh : REST;
		this.args = args;
		this.context = args.getSynchronizationContext();
		Executor lent = args.getOffloadExecutor();
		this.executor = (lent != null) ? lent : HostNameResolver::runOnThreadOfItsOwn;
	}

	private static void runOnThreadOfItsOwn(Runnable lookup) {
		Thread thread = new Thread(lookup, "grpc-name-lookup");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public String getServiceAuthority() {
		return this.authority;
	}

	@Override
	public void start(Listener2 listener) {
		this.listener = listener;
		lookUp();
	}

	@Override
	public void refresh() {
		lookUp();
	}

	@Override
	public void shutdown() {
		this.shutdown = true;
		cancelNext();
	}

	private void lookUp() {
		if (this.busy || this.shutdown) {
			this.askedAgain = true;
			return;
		}
		cancelNext();
		this.busy = true;
		this.askedAgain = false;
		try {
			this.executor.execute(() -> {
				StatusOr<List<EquivalentAddressGroup>> found = find();
				this.context.execute(() -> accept(found));
			});
		}
		catch (RuntimeException | Error ex) {
			accept(failure(ex));
		}
	}

	/**
	 * Whatever becomes of a lookup, there has to be an answer: without one there would be
	 * no next lookup either.
	 * @return the addresses, or why there are none
	 */
	private StatusOr<List<EquivalentAddressGroup>> find() {
		try {
			return StatusOr.fromValue(this.lookup.find());
		}
		catch (Throwable ex) {
			return failure(ex);
		}
	}

	private StatusOr<List<EquivalentAddressGroup>> failure(Throwable cause) {
		if (cause instanceof Error) {
			logger.error("Addresses of '%s' cannot be looked up".formatted(this.authority), cause);
		}
		String description = (cause instanceof IOException) ? cause.getMessage() : "no lookup was possible: " + cause;
		return StatusOr.fromStatus(Status.UNAVAILABLE.withDescription(description).withCause(cause));
	}

	private void accept(StatusOr<List<EquivalentAddressGroup>> found) {
		if (this.shutdown) {
			return;
		}
		if (found.hasValue()) {
			acceptAddresses(found);
		}
		else if (this.known == null) {
			push(found);
		}
		else {
			logger.debug("The addresses stay as they are: " + found.getStatus());
		}
		schedule(this::rested, this.rest);
	}

	private void rested() {
		this.busy = false;
		if (this.askedAgain || this.rest.equals(this.refresh)) {
			lookUp();
		}
		else if (this.refresh != null) {
			schedule(this::lookUp, this.refresh.minus(this.rest));
		}
	}

	private void acceptAddresses(StatusOr<List<EquivalentAddressGroup>> found) {
		Set<Set<SocketAddress>> addresses = found.getValue()
			.stream()
			.map((group) -> Set.copyOf(group.getAddresses()))
			.collect(Collectors.toUnmodifiableSet());
		if (!addresses.equals(this.known)) {
			// what the channel does not accept is pushed again
			this.known = push(found).isOk() ? addresses : null;
		}
	}

	private Status push(StatusOr<List<EquivalentAddressGroup>> found) {
		return (this.listener != null)
				? this.listener.onResult2(ResolutionResult.newBuilder().setAddressesOrError(found).build()) : Status.OK;
	}

	private void schedule(Runnable task, Duration delay) {
		// the channel may have shut this down when it saw the addresses
		if (!this.shutdown) {
			this.next = this.context.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS,
					this.args.getScheduledExecutorService());
		}
	}

	private void cancelNext() {
		if (this.next != null) {
			this.next.cancel();
			this.next = null;
		}
	}

}
