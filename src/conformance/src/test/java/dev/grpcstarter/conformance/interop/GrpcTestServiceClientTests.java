package dev.grpcstarter.conformance.interop;

import io.grpc.testing.integration.TestServiceClient;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.util.StringUtils;

/**
 * gRPC's own client program, for the cases that it has beyond the interop suite.
 */
@SpringBootTest(classes = InteropApplication.class,
		properties = { "grpc.server.port=0", "grpc.server.address=127.0.0.1" })
class GrpcTestServiceClientTests {

	@Value("${local.grpc.server.port}")
	private int port;

	@ParameterizedTest(name = "{0}")
	@ValueSource(strings = { "pick_first_unary", "rpc_soak", "channel_soak" })
	void passes(String interopCase) throws Exception {
		run(interopCase);
	}

	@ParameterizedTest(name = "{0}")
	@ValueSource(strings = { "orca_per_rpc", "orca_oob" })
	void reportsItsLoad(String interopCase) throws Exception {
		run(interopCase,
				"--service_config_json={\"loadBalancingConfig\": [{\"test_backend_metrics_load_balancer\": {}}]}");
	}

	private void run(String interopCase, String... options) throws Exception {
		String[] arguments = { "--server_host=127.0.0.1", "--server_port=" + this.port, "--use_tls=false",
				"--test_case=" + interopCase, "--soak_per_iteration_max_acceptable_latency_ms=3000",
				"--soak_overall_timeout_seconds=60", };
		TestServiceClient.main(StringUtils.concatenateStringArrays(arguments, options));
	}

}
