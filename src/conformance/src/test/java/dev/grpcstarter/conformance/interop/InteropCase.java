package dev.grpcstarter.conformance.interop;

import java.util.Locale;

import io.grpc.testing.integration.AbstractInteropTest;
import org.junit.AssumptionViolatedException;

/**
 * What gRPC's own interop suite does with a server, under the names that gRPC gives to
 * the cases where it has some.
 */
enum InteropCase {

	EMPTY_UNARY(AbstractInteropTest::emptyUnary),

	LARGE_UNARY(AbstractInteropTest::largeUnary),

	CLIENT_STREAMING(AbstractInteropTest::clientStreaming),

	SERVER_STREAMING(AbstractInteropTest::serverStreaming),

	PING_PONG(AbstractInteropTest::pingPong),

	EMPTY_STREAM(AbstractInteropTest::emptyStream),

	SERVER_COMPRESSED_UNARY(AbstractInteropTest::serverCompressedUnary),

	SERVER_COMPRESSED_STREAMING(AbstractInteropTest::serverCompressedStreaming),

	CLIENT_COMPRESSED_UNARY_NOPROBE((suite) -> suite.clientCompressedUnary(false)),

	CLIENT_COMPRESSED_STREAMING_NOPROBE((suite) -> suite.clientCompressedStreaming(false)),

	CUSTOM_METADATA(AbstractInteropTest::customMetadata),

	STATUS_CODE_AND_MESSAGE(AbstractInteropTest::statusCodeAndMessage),

	SPECIAL_STATUS_MESSAGE(AbstractInteropTest::specialStatusMessage),

	UNIMPLEMENTED_METHOD(AbstractInteropTest::unimplementedMethod),

	UNIMPLEMENTED_SERVICE(AbstractInteropTest::unimplementedService),

	CANCEL_AFTER_BEGIN(AbstractInteropTest::cancelAfterBegin),

	CANCEL_AFTER_FIRST_RESPONSE(AbstractInteropTest::cancelAfterFirstResponse),

	TIMEOUT_ON_SLEEPING_SERVER(AbstractInteropTest::timeoutOnSleepingServer),

	VERY_LARGE_REQUEST(AbstractInteropTest::veryLargeRequest),

	// the cases from here on are grpc-java's own

	VERY_LARGE_RESPONSE(AbstractInteropTest::veryLargeResponse),

	EMPTY_UNARY_WITH_RETRIABLE_STREAM(AbstractInteropTest::emptyUnaryWithRetriableStream),

	FULL_DUPLEX_CALL(AbstractInteropTest::fullDuplexCallShouldSucceed),

	HALF_DUPLEX_CALL(AbstractInteropTest::halfDuplexCallShouldSucceed),

	SERVER_STREAMING_IS_FLOW_CONTROLLED(AbstractInteropTest::serverStreamingShouldBeFlowControlled),

	EXCHANGE_METADATA_UNARY_CALL(AbstractInteropTest::exchangeMetadataUnaryCall),

	EXCHANGE_METADATA_STREAMING_CALL(AbstractInteropTest::exchangeMetadataStreamingCall),

	DEADLINE_NOT_EXCEEDED(AbstractInteropTest::deadlineNotExceeded),

	DEADLINE_EXCEEDED(AbstractInteropTest::deadlineExceeded),

	DEADLINE_EXCEEDED_SERVER_STREAMING(AbstractInteropTest::deadlineExceededServerStreaming),

	DEADLINE_IN_PAST(AbstractInteropTest::deadlineInPast),

	MAX_INBOUND_SIZE_EXACT(AbstractInteropTest::maxInboundSize_exact),

	MAX_INBOUND_SIZE_TOO_BIG(AbstractInteropTest::maxInboundSize_tooBig),

	MAX_OUTBOUND_SIZE_EXACT(AbstractInteropTest::maxOutboundSize_exact),

	MAX_OUTBOUND_SIZE_TOO_BIG(AbstractInteropTest::maxOutboundSize_tooBig),

	GRACEFUL_SHUTDOWN_OF_THE_CHANNEL(AbstractInteropTest::gracefulShutdown),

	ADDRESSES_OF_BOTH_ENDS(AbstractInteropTest::getServerAddressAndLocalAddressFromClient);

	private final Steps steps;

	InteropCase(Steps steps) {
		this.steps = steps;
	}

	void run(AbstractInteropTest suite) {
		suite.setUp();
		try {
			this.steps.take(suite);
		}
		catch (AssumptionViolatedException ex) {
			throw ex;
		}
		catch (Exception | AssertionError ex) {
			throw new AssertionError(this + " fails", ex);
		}
		finally {
			suite.tearDown();
		}
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

	private interface Steps {

		void take(AbstractInteropTest suite) throws Exception;

	}

}
