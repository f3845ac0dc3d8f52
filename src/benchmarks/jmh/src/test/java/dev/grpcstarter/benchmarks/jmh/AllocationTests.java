package dev.grpcstarter.benchmarks.jmh;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The bytes that calls allocate, which unlike their time are the same on every machine.
 */
class AllocationTests {

	private static final Log logger = LogFactory.getLog(AllocationTests.class);

	@ParameterizedTest
	@EnumSource
	@Timeout(60)
	void allocatesNoMoreThanItsCeiling(ComparedCall call) throws Exception {
		AllocatedBytes bare;
		try (RepeatedCall repeated = call.openBare()) {
			bare = AllocatedBytes.of(repeated);
		}
		AllocatedBytes starter;
		try (RepeatedCall repeated = call.openStarter()) {
			starter = AllocatedBytes.of(repeated);
			logger.info("%s allocates %d bytes more than on bare grpc-java: %d, not %d. Its ceiling is %d."
				.formatted(call, starter.median() - bare.least(), starter.median(), bare.least(), call.ceiling()));
		}
		assertThat(starter.median() - bare.least())
			.as("%s: the bytes that it allocates more than on bare grpc-java. What they are, this lists after "
					+ "mvn -Pbenchmarks -DskipTests verify:%n%s %s%n", call, AllocatedObjects.COMMAND, call.argument())
			.isLessThanOrEqualTo(call.ceiling());
	}

}
