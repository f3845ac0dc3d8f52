package dev.grpcstarter.client;

import java.net.SocketAddress;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;

import io.grpc.NameResolver;
import io.grpc.NameResolver.ResolutionResult;
import io.grpc.NameResolverProvider;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Makes the name resolvers of another provider, and lets decorators see what they find.
 */
final class DecoratedNameResolverProvider extends NameResolverProvider {

	private final ChannelDefinition channel;

	private final NameResolverProvider provider;

	private final List<ResolutionDecorator> decorators;

	DecoratedNameResolverProvider(ChannelDefinition channel, NameResolverProvider provider,
			List<ResolutionDecorator> decorators) {
		this.channel = channel;
		this.provider = provider;
		this.decorators = decorators;
	}

	@Override
	public @Nullable NameResolver newNameResolver(URI target, NameResolver.Args args) {
		NameResolver resolver = this.provider.newNameResolver(target, args);
		return (resolver != null)
				? new Decorated(resolver,
						this.decorators.stream().map((decorator) -> decorator.decorate(this.channel, args)).toList())
				: null;
	}

	@Override
	public String getDefaultScheme() {
		return this.channel.target().scheme();
	}

	@Override
	public Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
		return this.provider.getProducedSocketAddressTypes();
	}

	@Override
	protected boolean isAvailable() {
		return true;
	}

	@Override
	protected int priority() {
		return 5;
	}

	/**
	 * A resolver whose results are decorated.
	 */
	private static final class Decorated extends NameResolver {

		private final NameResolver resolver;

		private final List<UnaryOperator<ResolutionResult>> decorators;

		Decorated(NameResolver resolver, List<UnaryOperator<ResolutionResult>> decorators) {
			this.resolver = resolver;
			this.decorators = decorators;
		}

		@Override
		public String getServiceAuthority() {
			return this.resolver.getServiceAuthority();
		}

		@Override
		public void start(Listener2 listener) {
			this.resolver.start(new Listener2() {

				@Override
				public void onResult(ResolutionResult result) {
					listener.onResult(decorate(result));
				}

				@Override
				public Status onResult2(ResolutionResult result) {
					return listener.onResult2(decorate(result));
				}

				@Override
				public void onError(Status error) {
					listener.onError(error);
				}

			});
		}

		private ResolutionResult decorate(ResolutionResult found) {
			ResolutionResult result = found;
			for (UnaryOperator<ResolutionResult> decorator : this.decorators) {
				result = decorator.apply(result);
			}
			return result;
		}

		@Override
		public void refresh() {
			this.resolver.refresh();
		}

		@Override
		public void shutdown() {
			this.resolver.shutdown();
		}

	}

}
