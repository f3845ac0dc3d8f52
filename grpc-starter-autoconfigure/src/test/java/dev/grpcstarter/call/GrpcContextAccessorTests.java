package dev.grpcstarter.call;

import java.util.ArrayList;
import java.util.List;

import dev.grpcstarter.testing.GrpcComplaints;
import io.grpc.Context;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class GrpcContextAccessorTests {

	private static final Context.Key<String> NAME = Context.key("name");

	private final GrpcComplaints complaints = new GrpcComplaints();

	@AfterEach
	void nothingIsLeftOnTheThreadAndGrpcHasNothingToComplainOf() {
		this.complaints.close();
		assertThat(Context.current()).isSameAs(Context.ROOT);
		assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
		assertThat(this.complaints.lines()).isEmpty();
	}

	@Test
	void theContextWithItsEntriesOfTheLogIsCarriedAndTakenBack() {
		ContextSnapshot snapshot = capturedIn(call("one"), false);
		Context outer = call("outer");
		outer.run(() -> {
			try (ContextSnapshot.Scope scope = snapshot.setThreadLocals()) {
				assertThat(scope).isNotNull();
				assertIsIn("one");
				outer.run(() -> assertThat(NAME.get()).isEqualTo("outer"));
				assertIsIn("one");
			}
			assertThat(NAME.get()).isEqualTo("outer");
			assertThat(MDC.get("name")).isNull();
		});
	}

	@Test
	void whatSomebodyElseHasPutThereIsGivenBack() {
		ContextSnapshot snapshot = capturedIn(call("one"), false);
		MDC.put("name", "of the thread");
		snapshot.wrap(() -> assertIsIn("one")).run();
		assertThat(MDC.get("name")).isEqualTo("of the thread");
		MDC.remove("name");
	}

	@Test
	void aContextDoesNotGrowWithTheThreadsThatItHasSeen() {
		ContextSnapshot snapshot = capturedIn(call("one"), false);
		for (int i = 0; i < 2_000; i++) {
			List<ContextSnapshot> next = new ArrayList<>();
			Runnable capture = () -> next.add(ContextSnapshotFactory.builder().build().captureAll());
			snapshot.wrap(capture).run();
			snapshot = next.get(0);
		}
		snapshot.wrap(() -> assertIsIn("one")).run();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void nestedSnapshotsGiveBackWhatWasThere(boolean clearMissing) {
		ContextSnapshot one = capturedIn(call("one"), clearMissing);
		ContextSnapshot two = capturedIn(call("two"), clearMissing);
		one.wrap(() -> {
			two.wrap(() -> assertIsIn("two")).run();
			assertIsIn("one");
			one.wrap(() -> assertIsIn("one")).run();
			assertIsIn("one");
		}).run();
	}

	@Test
	void whereThereIsNoContextNoneIsCarried() {
		assertThat(new GrpcContextAccessor().getValue()).isNull();
		ContextSnapshot snapshot = capturedIn(Context.ROOT, false);
		inCall("one", () -> snapshot.wrap(() -> assertIsIn("one")).run());
	}

	@Test
	void aSnapshotThatClearsWhatItDoesNotHaveClearsTheEntriesOfTheLogToo() {
		ContextSnapshot snapshot = capturedIn(Context.ROOT, true);
		inCall("one", () -> {
			snapshot.wrap(() -> {
				assertThat(NAME.get()).isNull();
				assertThat(new GrpcContextAccessor().getValue()).isNull();
				assertThat(MDC.get("name")).isNull();
			}).run();
			assertIsIn("one");
		});
	}

	@Test
	void nothingIsLeftWhenTheWorkFails() {
		ContextSnapshot snapshot = capturedIn(call("one"), false);
		Runnable work = snapshot.wrap((Runnable) () -> {
			throw new IllegalStateException("failed");
		});
		assertThatIllegalStateException().isThrownBy(work::run);
	}

	private static Context call(String name) {
		return Context.ROOT.withValues(NAME, name, LogEntries.KEY,
				new LogEntries(List.of("name", "absent"), new String[] { name, null }));
	}

	private static void inCall(String name, Runnable work) {
		AttachedContext attached = AttachedContext.of(call(name));
		try {
			work.run();
		}
		finally {
			attached.close();
		}
	}

	private static ContextSnapshot capturedIn(Context context, boolean clearMissing) {
		try {
			return context.call(() -> ContextSnapshotFactory.builder().clearMissing(clearMissing).build().captureAll());
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void assertIsIn(String name) {
		assertThat(NAME.get()).isEqualTo(name);
		assertThat(MDC.get("name")).isEqualTo(name);
		assertThat(MDC.get("absent")).isNull();
	}

}
