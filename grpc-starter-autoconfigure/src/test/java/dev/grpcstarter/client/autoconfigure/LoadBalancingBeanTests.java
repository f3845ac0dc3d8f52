package dev.grpcstarter.client.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import dev.grpcstarter.client.GrpcChannels;
import dev.grpcstarter.client.LoadBalancingPolicies;
import dev.grpcstarter.config.GrpcConfigurationException;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.Phrase;
import io.grpc.LoadBalancer;
import io.grpc.LoadBalancerProvider;
import io.grpc.LoadBalancerRegistry;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class LoadBalancingBeanTests {

	private static final Phrase HELLO = EchoService.phrase("hello");

	@Test
	void aBeanBalancesTheChannelsOfItsOwnContextOnly() {
		CountingPolicy one = new CountingPolicy("counted");
		CountingPolicy two = new CountingPolicy("counted");
		with(one).run((first) -> with(two).run((second) -> {
			call(first);
			assertThat(one.balancers).hasValue(1);
			assertThat(two.balancers).hasValue(0);
			call(second);
			assertThat(one.balancers).hasValue(1);
			assertThat(two.balancers).hasValue(1);
		}));
	}

	@Test
	void aBeanComesBeforeAPolicyOfTheSameNameThatIsRegisteredWithGrpc() {
		CountingPolicy own = new CountingPolicy("round_robin");
		with(own).run((context) -> {
			call(context);
			assertThat(own.balancers).hasValue(1);
		});
		assertThat(LoadBalancerRegistry.getDefaultRegistry().getProvider("round_robin")).isNotNull()
			.isNotInstanceOf(CountingPolicy.class);
	}

	@Test
	void nobodyElseSeesAPolicyAndNothingOfItStays() {
		List<String> names = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			ClientRunner.clientOnly()
				.withBean(LoadBalancerProvider.class, () -> new CountingPolicy("counted"))
				.run((context) -> {
					String name = context.getBean(LoadBalancingPolicies.class).registeredName("counted");
					assertThat(name).isNotNull();
					assertThat(LoadBalancerRegistry.getDefaultRegistry().getProvider(name)).isNotNull();
					assertThat(LoadBalancerRegistry.getDefaultRegistry().getProvider("counted")).isNull();
					names.add(name);
				});
		}
		assertThat(names).doesNotHaveDuplicates()
			.hasSize(50)
			.allSatisfy((name) -> assertThat(LoadBalancerRegistry.getDefaultRegistry().getProvider(name)).isNull());
	}

	@Test
	void nothingStaysIfOneCannotBeRegistered() {
		LoadBalancerProvider unsteady = mock();
		given(unsteady.getPolicyName()).willReturn("unsteady");
		given(unsteady.isAvailable()).willReturn(true, true, false);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new LoadBalancingPolicies(List.of(new CountingPolicy("steady"), unsteady)));
		assertThat(ReflectionTestUtils.<Map<String, ?>>invokeMethod(LoadBalancerRegistry.getDefaultRegistry(),
				"providers"))
			.isNotEmpty()
			.allSatisfy((name, policy) -> assertThat(name).doesNotStartWith("steady@"));
	}

	@Test
	void theNameOfABeanIsNamedWhereAnotherIsUnknown() {
		with(new CountingPolicy("counted"))
			.withPropertyValues("grpc.client.channels.other.target=x:1", "grpc.client.channels.other.load-balancing=rr")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("there is no load-balancing policy 'rr'")
				.rootCause()
				.asInstanceOf(InstanceOfAssertFactories.type(GrpcConfigurationException.class))
				.extracting((failure) -> failure.problems().get(0).action())
				.asString()
				.contains("one of round_robin, pick_first, counted"));
	}

	private static ApplicationContextRunner with(CountingPolicy policy) {
		return ClientRunner.withServerOverTcp()
			.withBean(LoadBalancerProvider.class, () -> policy)
			.withPropertyValues("grpc.client.channels.echo.load-balancing=" + policy.getPolicyName());
	}

	private static void call(ApplicationContext context) {
		assertThat(EchoGrpc.newBlockingStub(context.getBean(GrpcChannels.class).get("echo")).say(HELLO))
			.isEqualTo(HELLO);
	}

	/**
	 * Counts the balancers that are made of it, which pick the first address.
	 */
	private static final class CountingPolicy extends LoadBalancerProvider {

		private final String name;

		private final AtomicInteger balancers = new AtomicInteger();

		CountingPolicy(String name) {
			this.name = name;
		}

		@Override
		public String getPolicyName() {
			return this.name;
		}

		@Override
		public boolean isAvailable() {
			return true;
		}

		@Override
		public int getPriority() {
			return 5;
		}

		@Override
		public LoadBalancer newLoadBalancer(LoadBalancer.Helper helper) {
			this.balancers.incrementAndGet();
			return LoadBalancerRegistry.getDefaultRegistry().getProvider("pick_first").newLoadBalancer(helper);
		}

	}

}
