package dev.grpcstarter.client;

import java.util.List;

import dev.grpcstarter.call.GrpcCall;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * Carries metadata of the call that is being handled on to the calls that are made for
 * it. What a call brings along under the same key stays as it is, and what interceptors
 * inside of this one add replaces what was carried on: {@link RelayReplacement}.
 */
final class MetadataRelay implements ClientInterceptor {

	/**
	 * What was carried on to a call.
	 */
	static final CallOptions.Key<@Nullable Metadata> RELAYED = CallOptions.Key.create("dev.grpcstarter.relayed");

	private final List<Metadata.Key<?>> keys;

	/**
	 * A relay of some keys.
	 * @param names the keys, in lower case
	 */
	MetadataRelay(List<String> names) {
		this.keys = keys(names);
	}

	static List<Metadata.Key<?>> keys(List<String> names) {
		return names.stream().<Metadata.Key<?>>map(MetadataRelay::key).toList();
	}

	private static Metadata.Key<?> key(String name) {
		return (name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) ? Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER)
				: Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
	}

	@Override
	public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
		GrpcCall handled = GrpcCall.KEY.get();
		if (handled == null) {
			return next.newCall(method, options);
		}
		Metadata relayed = new Metadata();
		return new SimpleForwardingClientCall<>(next.newCall(method, options.withOption(RELAYED, relayed))) {

			@Override
			public void start(Listener<R> listener, Metadata headers) {
				MetadataRelay.this.keys.forEach((key) -> copy(key, handled.metadata(), headers, relayed));
				super.start(listener, headers);
			}

		};
	}

	private static <T> void copy(Metadata.Key<T> key, Metadata from, Metadata to, Metadata relayed) {
		Iterable<T> values = (to.containsKey(key)) ? null : from.getAll(key);
		if (values != null) {
			values.forEach((value) -> {
				to.put(key, value);
				relayed.put(key, value);
			});
		}
	}

}
