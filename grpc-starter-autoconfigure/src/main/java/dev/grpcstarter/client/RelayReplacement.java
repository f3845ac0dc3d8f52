package dev.grpcstarter.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * The other end of a {@link MetadataRelay}, inside of all interceptors: these see what
 * was relayed, and where one has added a value of its own, that is sent in its place.
 */
final class RelayReplacement implements ClientInterceptor {

	private final List<Metadata.Key<?>> keys;

	/**
	 * The end of a relay.
	 * @param names the keys, in lower case
	 */
	RelayReplacement(List<String> names) {
		this.keys = MetadataRelay.keys(names);
	}

	@Override
	public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
		Metadata relayed = options.getOption(MetadataRelay.RELAYED);
		if (relayed == null) {
			return next.newCall(method, options);
		}
		return new SimpleForwardingClientCall<>(next.newCall(method, options)) {

			@Override
			public void start(Listener<R> listener, Metadata headers) {
				RelayReplacement.this.keys.forEach((key) -> replace(key, relayed, headers));
				super.start(listener, headers);
			}

		};
	}

	// what is added comes after what was there
	private static <T> void replace(Metadata.Key<T> key, Metadata relayed, Metadata headers) {
		List<T> before = values(headers.getAll(key));
		List<T> carried = values(relayed.getAll(key));
		int count = carried.size();
		if (count > 0 && before.size() > count && startsWith(before, carried)) {
			headers.discardAll(key);
			before.subList(count, before.size()).forEach((value) -> headers.put(key, value));
		}
	}

	private static <T> boolean startsWith(List<T> values, List<T> beginning) {
		for (int i = 0; i < beginning.size(); i++) {
			// those of binary keys are arrays
			if (!Objects.deepEquals(values.get(i), beginning.get(i))) {
				return false;
			}
		}
		return true;
	}

	private static <T> List<T> values(@Nullable Iterable<T> values) {
		List<T> list = new ArrayList<>();
		if (values != null) {
			values.forEach(list::add);
		}
		return list;
	}

}
