package dev.grpcstarter.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/**
 * What interceptors have seen of calls, in the order in which they saw it.
 */
public final class Sightings {

	private final List<String> steps = new ArrayList<>();

	private synchronized void add(String event, String interceptor) {
		int end = this.steps.size() - 1;
		String line = (end >= 0) ? this.steps.get(end) : "";
		if (line.startsWith(event + ": ") && !List.of(line.split(" ")).contains(interceptor)) {
			this.steps.set(end, line + " " + interceptor);
		}
		else {
			this.steps.add(event + ": " + interceptor);
		}
	}

	/**
	 * What was seen, and begins anew.
	 * @return an event and those who saw it in each line, such as {@code start: a b c}
	 */
	public synchronized List<String> take() {
		List<String> taken = List.copyOf(this.steps);
		this.steps.clear();
		return taken;
	}

	/**
	 * What is seen when all run, in one order on the way in and in the opposite one on
	 * the way out.
	 * @param order the names of the interceptors, outermost first
	 * @param events what happens
	 * @param outward what comes from the inside
	 * @return what {@link #take()} gives then
	 */
	public static List<String> expected(String order, String events, String... outward) {
		List<String> inwards = List.of(order.split(" "));
		List<String> outwards = new ArrayList<>(inwards);
		Collections.reverse(outwards);
		List<String> expected = new ArrayList<>();
		for (String event : events.split(" ")) {
			List<String> names = (List.of(outward).contains(event)) ? outwards : inwards;
			expected.add(event + ": " + String.join(" ", names));
		}
		return expected;
	}

	/**
	 * An interceptor of a server.
	 * @param name its name
	 * @return an interceptor that notes what it sees
	 */
	public ServerInterceptor server(String name) {
		return new Server(name);
	}

	/**
	 * An interceptor of a client.
	 * @param name its name
	 * @return an interceptor that notes what it sees
	 */
	public ClientInterceptor client(String name) {
		return new Client(name);
	}

	private final class Server implements ServerInterceptor {

		private final String name;

		Server(String name) {
			this.name = name;
		}

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			add("start", this.name);
			return new SimpleForwardingServerCallListener<Q>(next.startCall(new SimpleForwardingServerCall<Q, R>(call) {

				@Override
				public void sendMessage(R message) {
					add("reply", Server.this.name);
					super.sendMessage(message);
				}

				@Override
				public void close(Status status, Metadata trailers) {
					add("close", Server.this.name);
					super.close(status, trailers);
				}

			}, headers)) {

				@Override
				public void onMessage(Q message) {
					add("message", Server.this.name);
					super.onMessage(message);
				}

				@Override
				public void onHalfClose() {
					add("half-close", Server.this.name);
					super.onHalfClose();
				}

			};
		}

	}

	private final class Client implements ClientInterceptor {

		private final String name;

		Client(String name) {
			this.name = name;
		}

		@Override
		public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
			return new SimpleForwardingClientCall<>(next.newCall(method, options)) {

				@Override
				public void start(Listener<R> listener, Metadata headers) {
					add("start", Client.this.name);
					super.start(new SimpleForwardingClientCallListener<R>(listener) {

						@Override
						public void onMessage(R message) {
							add("reply", Client.this.name);
							super.onMessage(message);
						}

						@Override
						public void onClose(Status status, Metadata trailers) {
							add("close", Client.this.name);
							super.onClose(status, trailers);
						}

					}, headers);
				}

				@Override
				public void sendMessage(Q message) {
					add("message", Client.this.name);
					super.sendMessage(message);
				}

				@Override
				public void halfClose() {
					add("half-close", Client.this.name);
					super.halfClose();
				}

			};
		}

	}

}
