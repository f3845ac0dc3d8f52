package dev.grpcstarter.server.health;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import dev.grpcstarter.testing.HealthWatcher;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class HealthServiceTests {

	private static final String SHOP = "shop.Inventory";

	private final HealthService health = new HealthService(true, Set.of());

	private final Server server = InProcessServerBuilder.forName("health")
		.directExecutor()
		.addService(this.health.service())
		.build();

	private final ManagedChannel channel = InProcessChannelBuilder.forName("health").directExecutor().build();

	@BeforeEach
	void start() throws Exception {
		this.server.start();
	}

	@AfterEach
	void stop() throws Exception {
		this.channel.shutdownNow();
		this.server.shutdownNow().awaitTermination(20, TimeUnit.SECONDS);
	}

	@Test
	void nothingServesBeforeTheServerHasStarted() throws Exception {
		assertThat(check("")).isEqualTo("NOT_SERVING");
		assertThat(check(SHOP)).isEqualTo("NOT_SERVING");
		try (HealthWatcher watcher = watch(SHOP)) {
			assertThat(watcher.next()).isEqualTo("NOT_SERVING");
			this.health.started(Set.of(SHOP));
			assertThat(watcher.next()).isEqualTo("SERVING");
		}
	}

	@Test
	void aWatchIsToldTheStatusAtOnceAndThenEachChangeOnce() throws Exception {
		this.health.started(Set.of(SHOP, "shop.Orders"));
		try (HealthWatcher watcher = watch(SHOP)) {
			assertThat(watcher.next()).isEqualTo("SERVING");
			this.health.accepting(true);
			this.health.started(Set.of(SHOP, "shop.Orders"));
			this.health.holdBack(Set.of("shop.Orders"));
			this.health.accepting(false);
			this.health.accepting(false);
			this.health.holdBack(Set.of(SHOP));
			assertThat(watcher.next()).isEqualTo("NOT_SERVING");
			this.health.accepting(true);
			this.health.letServe(Set.of(SHOP));
			assertThat(watcher.next()).isEqualTo("SERVING");
			assertThat(watcher.knowsAll()).isTrue();
		}
	}

	@Test
	void anUnknownServiceIsNotFoundByACheckAndWaitedForByAWatch() throws Exception {
		this.health.started(Set.of(SHOP));
		assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(() -> check("shop.Returns"))
			.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND))
			.withMessageContaining("shop.Returns");
		try (HealthWatcher watcher = watch("shop.Returns")) {
			assertThat(watcher.next()).isEqualTo("SERVICE_UNKNOWN");
			this.health.accepting(false);
			assertThat(watcher.knowsAll()).isTrue();
			this.health.accepting(true);
			this.health.started(Set.of(SHOP, "shop.Returns"));
			assertThat(watcher.next()).isEqualTo("SERVING");
		}
	}

	@Test
	void aSlowWatchGetsTheLastStatusAndNotAllOfThem() throws Exception {
		this.health.started(Set.of(SHOP));
		try (HealthWatcher watcher = HealthWatcher.reading(this.channel, SHOP, 1)) {
			assertThat(watcher.next()).isEqualTo("SERVING");
			for (int i = 0; i < 1000; i++) {
				this.health.accepting(false);
				this.health.accepting(true);
			}
			this.health.accepting(false);
			watcher.read(1000);
			assertThat(watcher.next()).isEqualTo("NOT_SERVING");
			assertThat(watcher.knowsAll()).isTrue();
		}
	}

	@Test
	void theDrainIsToldAndTheStopEndsTheWatches() throws Exception {
		this.health.started(Set.of(SHOP));
		try (HealthWatcher ofServer = watch(""); HealthWatcher slow = HealthWatcher.reading(this.channel, SHOP, 1)) {
			assertThat(ofServer.next()).isEqualTo("SERVING");
			assertThat(slow.next()).isEqualTo("SERVING");
			this.health.draining();
			assertThat(ofServer.next()).isEqualTo("NOT_SERVING");
			assertThat(ofServer.knowsAll()).isTrue();
			assertThat(check(SHOP)).isEqualTo("NOT_SERVING");
			this.health.stopping();
			assertThat(ofServer.next()).isEqualTo("UNAVAILABLE");
			slow.read(1);
			assertThat(slow.next()).isEqualTo("NOT_SERVING");
			assertThat(slow.next()).isEqualTo("UNAVAILABLE");
		}
		try (HealthWatcher late = watch(SHOP)) {
			assertThat(late.next()).isEqualTo("NOT_SERVING");
			assertThat(late.next()).isEqualTo("UNAVAILABLE");
		}
	}

	@Test
	void changesOfManyThreadsAreToldInTurnAndTheLastOneIsTheTruth() throws Exception {
		this.health.started(Set.of(SHOP));
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try (HealthWatcher watcher = watch(SHOP)) {
			List<? extends Future<?>> changes = IntStream.range(0, 4).mapToObj((thread) -> threads.submit(() -> {
				for (int i = 0; i < 2000; i++) {
					this.health.accepting((i + thread) % 2 == 0);
				}
			})).toList();
			for (Future<?> change : changes) {
				change.get(20, TimeUnit.SECONDS);
			}
			this.health.holdBack(Set.of(SHOP));
			String last = watcher.next();
			assertThat(last).isEqualTo("SERVING");
			while (!watcher.knowsAll()) {
				String next = watcher.next();
				assertThat(next).isNotEqualTo(last).endsWith("SERVING");
				last = next;
			}
			assertThat(last).isEqualTo("NOT_SERVING");
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void aClientThatBlocksHoldsUpNoLaterChangeAndIsToldOfItAfterwards() throws Exception {
		this.health.started(Set.of(SHOP));
		ExecutorService threads = Executors.newCachedThreadPool();
		BlockedClient blocked = new BlockedClient();
		try {
			blocked.watch(this.channel, SHOP);
			Future<?> stuck = threads.submit(() -> this.health.accepting(false));
			assertThat(blocked.isIn.await(20, TimeUnit.SECONDS)).isTrue();
			threads.submit(() -> this.health.accepting(true)).get(20, TimeUnit.SECONDS);
			try (HealthWatcher later = watch(SHOP)) {
				assertThat(later.next()).isEqualTo("SERVING");
				threads.submit(() -> this.health.accepting(false)).get(20, TimeUnit.SECONDS);
				assertThat(later.next()).isEqualTo("NOT_SERVING");
				threads.submit(() -> this.health.accepting(true)).get(20, TimeUnit.SECONDS);
			}
			assertThat(stuck).isNotDone();
			blocked.mayGoOn.countDown();
			stuck.get(20, TimeUnit.SECONDS);
			assertThat(blocked.told).containsExactly("SERVING", "NOT_SERVING", "SERVING");
		}
		finally {
			blocked.mayGoOn.countDown();
			threads.shutdownNow();
		}
	}

	private HealthWatcher watch(String service) {
		return HealthWatcher.of(this.channel, service);
	}

	private String check(String service) {
		return HealthGrpc.newBlockingStub(this.channel)
			.withDeadlineAfter(20, TimeUnit.SECONDS)
			.check(HealthCheckRequest.newBuilder().setService(service).build())
			.getStatus()
			.name();
	}

}
