package dev.grpcstarter.benchmarks.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class QuietConnectionTests {

	private static final int PREFACE = 24;

	private static final byte[] OPAQUE = { 1, 2, 3, 4, 5, 6, 7, 8 };

	@Test
	void framesAreFoundHoweverTheyAreCut() throws IOException {
		ByteBuffer both = ByteBuffer.allocate(100)
			.put(FrameReader.frame(4, 1, new byte[0]))
			.put(FrameReader.frame(6, 0, OPAQUE))
			.flip();
		for (int size = 1; size <= both.limit(); size++) {
			List<String> frames = new ArrayList<>();
			FrameReader reader = new FrameReader(
					(type, flags, payload) -> frames.add("%d/%d/%d".formatted(type, flags, payload.length)));
			for (int from = 0; from < both.limit(); from += size) {
				reader.read(both.slice(from, Math.min(size, both.limit() - from)));
			}
			assertThat(frames).containsExactly("4/1/0", "6/0/8");
		}
	}

	@Test
	void settingsAreAcknowledgedAndPingsAnswered() throws IOException {
		try (ServerSocketChannel listening = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
				SocketChannel client = SocketChannel.open(listening.getLocalAddress());
				SocketChannel server = listening.accept()) {
			AtomicInteger settled = new AtomicInteger();
			QuietConnection connection = new QuietConnection(client, settled::incrementAndGet);
			connection.begin();
			assertThat(read(server, PREFACE)).startsWith("PRI".getBytes());
			assertThat(read(server, 9)).isEqualTo(FrameReader.frame(4, 0, new byte[0]).array());

			server.write(FrameReader.frame(4, 0, new byte[0]));
			readOn(connection);
			assertThat(read(server, 9)).isEqualTo(FrameReader.frame(4, 1, new byte[0]).array());
			assertThat(settled).hasValue(0);

			server.write(FrameReader.frame(4, 1, new byte[0]));
			readOn(connection);
			assertThat(settled).hasValue(1);

			server.write(FrameReader.frame(6, 0, OPAQUE));
			readOn(connection);
			assertThat(read(server, 17)).isEqualTo(FrameReader.frame(6, 1, OPAQUE).array());
		}
	}

	@Test
	void aServerOfGrpcAcceptsThem() throws Exception {
		Server server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0)).build().start();
		try (QuietConnections connections = new QuietConnections(server.getPort())) {
			connections.grow(150);
			connections.grow(300);
		}
		finally {
			server.shutdownNow();
		}
	}

	private static void readOn(QuietConnection connection) throws IOException {
		assertThat(connection.read(ByteBuffer.allocateDirect(100))).isTrue();
	}

	private static byte[] read(SocketChannel socket, int length) throws IOException {
		ByteBuffer bytes = ByteBuffer.allocate(length);
		while (bytes.hasRemaining() && socket.read(bytes) >= 0) {
			continue;
		}
		return bytes.array();
	}

}
