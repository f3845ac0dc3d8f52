package dev.grpcstarter.client.autoconfigure;

import java.util.stream.Stream;

import dev.grpcstarter.client.ChannelPolicy;
import dev.grpcstarter.client.ClientInterceptorBeans;
import dev.grpcstarter.client.GrpcChannels;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Says what calls go through when all other beans exist, and has the interceptors made
 * that they need, where no call has done that: what is wrong with them stops the start.
 */
final class ChainsAtStart implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(GrpcChannels.class);

	private final GrpcChannels channels;

	private final ClientInterceptorBeans interceptors;

	ChainsAtStart(GrpcChannels channels, ClientInterceptorBeans interceptors) {
		this.channels = channels;
		this.interceptors = interceptors;
	}

	@Override
	public void afterSingletonsInstantiated() {
		Stream
			.concat(this.interceptors.global().stream(),
					this.channels.policies()
						.stream()
						.flatMap((channel) -> channel.methods().stream())
						.flatMap((methods) -> methods.policy().chain().names().stream()))
			.distinct()
			.filter(this.interceptors::contains)
			.forEach(this.interceptors::get);
		this.channels.policies().stream().map(ChannelPolicy::line).forEach(logger::info);
	}

}
