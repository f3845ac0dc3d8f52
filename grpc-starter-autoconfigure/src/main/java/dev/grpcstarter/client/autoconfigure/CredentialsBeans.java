package dev.grpcstarter.client.autoconfigure;

import java.util.Arrays;

import dev.grpcstarter.config.GrpcConfigurationException;
import dev.grpcstarter.config.Problem;
import dev.grpcstarter.config.Problems;
import io.grpc.CallCredentials;

import org.springframework.beans.factory.BeanCurrentlyInCreationException;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

/**
 * The beans that {@code credentials} keys name. They are checked by their definitions,
 * and not created before the first call that needs them.
 */
final class CredentialsBeans {

	private final DefaultListableBeanFactory beanFactory;

	CredentialsBeans(DefaultListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	void check(String key, String name, Problems problems) {
		if (!this.beanFactory.containsBean(name)) {
			problems.add(Problem.ofKey(key, "there is no bean '%s'".formatted(name), action(key)));
		}
		else if (!this.beanFactory.isTypeMatch(name, CallCredentials.class)) {
			Class<?> type = this.beanFactory.getType(name);
			problems.add(Problem.ofKey(
					key, "the bean '%s' (%s) is no %s".formatted(name,
							(type != null) ? type.getName() : "of unknown type", CallCredentials.class.getName()),
					action(key)));
		}
	}

	private String action(String key) {
		String[] known = BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, CallCredentials.class,
				true, false);
		return "Set %s to the name of one of the CallCredentials beans, %s, or to none.".formatted(key,
				(known.length != 0) ? Arrays.toString(known) : "of which there are none");
	}

	CallCredentials get(String name) {
		try {
			CallCredentials credentials = this.beanFactory.getBean(name, CallCredentials.class);
			this.beanFactory.registerDependentBean(name, GrpcClientAutoConfiguration.CHANNELS);
			return credentials;
		}
		catch (BeanCurrentlyInCreationException ex) {
			throw new GrpcConfigurationException(Problem.ofBeans(
					"a call was made over a gRPC channel with the credentials '%s' while the bean '%s' was still being created"
						.formatted(name, ex.getBeanName()),
					"Let '%s' make its first call when it is asked for credentials, and not while it is created."
						.formatted(ex.getBeanName())),
					ex);
		}
	}

}
