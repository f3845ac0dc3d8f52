package dev.grpcstarter.call;

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

/**
 * What tasks attach and leave there does not stay on the threads of a pool.
 */
class LeftContextTests {

	private static final Context.Key<String> NAME = Context.key("name");

	private final GrpcContextAccessor accessor = new GrpcContextAccessor();

	private final GrpcComplaints complaints = new GrpcComplaints();

	@AfterEach
	void gone() {
		this.complaints.close();
		assertThat(Context.current()).isSameAs(Context.ROOT);
		assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
	}

	@Test
	void aContextThatATaskHasLeftIsGoneWithItsScopeAndGrpcSaysSo() {
		MDC.put("name", "of the thread");
		in("one", () -> call("left").attach());
		assertThat(Context.current()).isSameAs(Context.ROOT);
		assertThat(MDC.get("name")).isEqualTo("of the thread");
		MDC.remove("name");
		assertThat(this.complaints.lines()).hasSize(1);
	}

	@Test
	void whatIsLeftOfTheContextItselfIsGoneToo() {
		in("one", () -> Context.current().withValue(NAME, "left").attach());
		assertThat(NAME.get()).isNull();
	}

	@Test
	void theOuterScopeHasItsContextBackAfterAnInnerOneInWhichOneWasLeft() {
		in("one", () -> {
			in("two", () -> Context.ROOT.withValue(NAME, "left").attach());
			assertThat(NAME.get()).isEqualTo("one");
			assertThat(MDC.get("name")).isEqualTo("one");
		});
	}

	@Test
	void aScopeThatIsNeverClosedIsGoneWithTheOneAroundIt() {
		in("one", () -> snapshot("two").setThreadLocals());
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whereNothingWasAttachedTheContextIsRestoredWithItsEntries(boolean present) {
		AttachedContext other = AttachedContext.of(call("other"));
		Context one = call("one");
		if (present) {
			this.accessor.restore(one);
			assertThat(Context.current()).isSameAs(one);
			assertThat(MDC.get("name")).isEqualTo("one");
		}
		this.accessor.restore();
		assertThat(Context.current()).isSameAs(Context.ROOT);
		assertThat(MDC.get("name")).isNull();
		other.close();
	}

	private static void in(String name, Runnable task) {
		snapshot(name).wrap(task).run();
	}

	private static ContextSnapshot snapshot(String name) {
		AttachedContext attached = AttachedContext.of(call(name));
		try {
			return ContextSnapshotFactory.builder().build().captureAll();
		}
		finally {
			attached.close();
		}
	}

	private static Context call(String name) {
		return Context.ROOT.withValues(NAME, name, LogEntries.KEY,
				new LogEntries(List.of("name"), new String[] { name }));
	}

}
