package dev.grpcstarter.test;

import java.net.InetAddress;
import java.net.Socket;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.test.context.SpringBootTest;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(properties = { "grpc.server.port=0", "grpc.server.address=127.0.0.1" })
class LocalGrpcPortTests {

	@LocalGrpcPort
	private int port;

	@Test
	void itIsThePortThatTheServerListensOn(@LocalGrpcPort int parameter) throws Exception {
		assertThat(parameter).isEqualTo(this.port);
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			assertThat(socket.isConnected()).isTrue();
		}
	}

	@SpringBootApplication
	static class Application {

	}

}
