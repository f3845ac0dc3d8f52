package dev.grpcstarter.client.naming;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;

import dev.grpcstarter.config.OrNone;
import io.grpc.EquivalentAddressGroup;
import io.grpc.HttpConnectProxiedSocketAddress;
import io.grpc.NameResolver;
import io.grpc.ProxyDetector;
import io.grpc.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class HostNameResolverTests {

	private static final OrNone<Duration> AFTER_A_SECOND = OrNone.of(Duration.ofSeconds(1));

	private final LentToResolver channel = new LentToResolver();

	private final Map<String, List<String>> dns = new ConcurrentHashMap<>();

	private ProxyDetector proxies = (target) -> null;

	@Test
	void eachAddressOfAHostIsAGroupOfItsOwn() {
		this.dns.put("shop", List.of("192.0.2.1", "2001:db8::1"));
		NameResolver resolver = start("dns:///shop:9090", AFTER_A_SECOND);
		assertThat(this.channel.results).as("nobody waits for the DNS").isEmpty();
		this.channel.lookUp();
		assertThat(this.channel.lastAddresses()).containsExactly(group("192.0.2.1", 9090), group("2001:db8::1", 9090));
		assertThat(resolver.getServiceAuthority()).isEqualTo("shop:9090");
	}

	@Test
	void withoutAPortItIsTheUsualOne() {
		this.dns.put("shop", List.of("192.0.2.1"));
		NameResolver resolver = start("shop", AFTER_A_SECOND);
		this.channel.lookUp();
		assertThat(this.channel.lastAddresses()).containsExactly(group("192.0.2.1", 443));
		assertThat(resolver.getServiceAuthority()).isEqualTo("shop");
	}

	@Test
	void eachHostOfAListIsAGroupThatIsCalledByItsOwnName() {
		this.dns.put("a", List.of("192.0.2.1", "192.0.2.2"));
		NameResolver resolver = start("static://a:1,[::1]:2", AFTER_A_SECOND);
		this.channel.lookUp();
		assertThat(this.channel.lastAddresses()).extracting(EquivalentAddressGroup::getAddresses)
			.containsExactly(List.of(address("192.0.2.1", 1), address("192.0.2.2", 1)), List.of(address("::1", 2)));
		assertThat(this.channel.lastAddresses()).extracting(HostNameResolverTests::authority)
			.containsExactly("a:1", "[::1]:2");
		assertThat(resolver.getServiceAuthority()).isEqualTo("a:1");
	}

	@Test
	void anUnknownHostOfAListIsLeftOutAndNamedOnce(CapturedOutput output) {
		this.dns.put("a", List.of("192.0.2.1"));
		start("static://a:1,b:2", AFTER_A_SECOND);
		this.channel.lookUp();
		this.channel.letTheTimerExpire();
		this.channel.lookUp();
		assertThat(this.channel.lastAddresses()).extracting(HostNameResolverTests::authority).containsExactly("a:1");
		assertThat(output)
			.containsOnlyOnce("Left out of 'static://a:1,b:2': cannot resolve host 'b': the name is not known");
	}

	@Test
	void aListOfUnknownHostsIsAnErrorThatNamesThemAll() {
		start("static://a:1,b:2", AFTER_A_SECOND);
		this.channel.lookUp();
		assertThatTheErrorIs(
				"cannot resolve host 'a': the name is not known; cannot resolve host 'b': the name is not known");
	}

	@Test
	void theFirstFailureIsToldInPlainWordsAndTheTimerTriesAgain() {
		start("dns:///shop:9090", AFTER_A_SECOND);
		this.channel.lookUp();
		assertThatTheErrorIs("cannot resolve host 'shop': the name is not known");
		this.dns.put("shop", List.of("192.0.2.1"));
		this.channel.letTheTimerExpire();
		this.channel.lookUp();
		assertThat(this.channel.lastAddresses()).containsExactly(group("192.0.2.1", 9090));
	}

	@Test
	void theReasonOfTheSystemIsTold() {
		assertThat(reason("shop: Temporary failure in name resolution"))
			.isEqualTo("cannot resolve host 'shop': Temporary failure in name resolution");
		assertThat(reason("out of order")).isEqualTo("cannot resolve host 'shop': out of order");
		assertThat(reason("shop")).isEqualTo("cannot resolve host 'shop': the name is not known");
	}

	private String reason(String message) {
		HostNameResolver.Args args = this.channel.args(this.proxies);
		NameResolvers resolvers = new NameResolvers(List::of, (name) -> {
			throw new UnknownHostException(message);
		});
		this.channel.start(resolvers.provider(resolvers.parse("shop:1"), AFTER_A_SECOND)
			.newNameResolver(URI.create("dns:///shop:1"), args));
		this.channel.lookUp();
		return String.valueOf(this.channel.last().getAddressesOrError().getStatus().getDescription());
	}

	@ParameterizedTest
	@ValueSource(strings = { "dns:///shop:9090", "static://shop:9090" })
	void theProxyIsAskedForTheHostByItsName(String target) throws Exception {
		HttpConnectProxiedSocketAddress proxied = HttpConnectProxiedSocketAddress.newBuilder()
			.setTargetAddress(InetSocketAddress.createUnresolved("shop", 9090))
			.setProxyAddress(new InetSocketAddress(InetAddress.getByName("192.0.2.9"), 3128))
			.build();
		this.proxies = (host) -> host.equals(InetSocketAddress.createUnresolved("shop", 9090)) ? proxied : null;
		start(target, AFTER_A_SECOND);
		this.channel.lookUp();
		assertThat(this.channel.lastAddresses()).singleElement()
			.extracting(EquivalentAddressGroup::getAddresses)
			.isEqualTo(List.of(proxied));
	}

	@Test
	void aRefreshLooksUpAtOnceAndOneAtATime() {
		this.dns.put("shop", List.of("192.0.2.1"));
		NameResolver resolver = start("shop:1", OrNone.none());
		this.channel.lookUp();
		this.channel.letTheTimerExpire();
		this.dns.put("shop", List.of("192.0.2.1", "192.0.2.2"));
		this.channel.context.execute(resolver::refresh);
		this.channel.context.execute(resolver::refresh);
		this.channel.lookUp();
		assertThat(this.channel.lastAddresses()).containsExactly(group("192.0.2.1", 1), group("192.0.2.2", 1));
		assertThat(this.channel.results).hasSize(2);
	}

	@Test
	void aRefreshThatComesDuringALookupIsFollowedByOneMore() {
		this.dns.put("shop", List.of("192.0.2.1"));
		NameResolver resolver = start("shop:1", OrNone.none());
		this.channel.context.execute(resolver::refresh);
		this.channel.context.execute(resolver::refresh);
		this.channel.lookUp();
		this.channel.letTheTimerExpire();
		this.channel.lookUp();
		this.channel.letTheTimerExpire();
		assertThat(this.channel.lookups).isEmpty();
	}

	@Test
	void whoeverRefreshesWithoutEndGetsOneLookupASecond() {
		this.dns.put("shop", List.of("192.0.2.1"));
		NameResolver resolver = start("shop:1", OrNone.of(Duration.ofSeconds(30)));
		this.channel.lookUp();
		for (int i = 0; i < 10; i++) {
			this.channel.context.execute(resolver::refresh);
		}
		assertThat(this.channel.lookups).isEmpty();
		assertThat(this.channel.delays()).containsExactly(Duration.ofSeconds(1).toNanos());
		this.channel.letTheTimerExpire();
		this.channel.lookUp();
		this.channel.context.execute(resolver::shutdown);
		assertThat(this.channel.delays()).isEmpty();
	}

	@Test
	void aShorterAgeThanASecondIsKept() {
		this.dns.put("shop", List.of("192.0.2.1"));
		start("shop:1", OrNone.of(Duration.ofMillis(100)));
		this.channel.lookUp();
		assertThat(this.channel.delays()).containsExactly(Duration.ofMillis(100).toNanos());
		this.channel.letTheTimerExpire();
		this.channel.lookUp();
	}

	@Test
	void addressesAreLookedUpAgainWhenTheyAreOld() {
		this.dns.put("shop", List.of("192.0.2.1"));
		NameResolver resolver = start("shop:1", OrNone.of(Duration.ofSeconds(30)));
		this.channel.lookUp();
		this.channel.letTheTimerExpire();
		assertThat(this.channel.delays()).as("in addition to the second before")
			.containsExactly(Duration.ofSeconds(29).toNanos());
		this.dns.put("shop", List.of("192.0.2.2"));
		this.channel.letTheTimerExpire();
		this.channel.lookUp();
		assertThat(this.channel.lastAddresses()).containsExactly(group("192.0.2.2", 1));
		this.channel.letTheTimerExpire();
		this.channel.context.execute(resolver::refresh);
		assertThat(this.channel.delays()).as("a refresh makes them new").isEmpty();
		this.channel.lookUp();
		assertThat(this.channel.delays()).hasSize(1);
	}

	@Test
	void anErrorIsLoggedAndDoesNotEndTheLookups(CapturedOutput output) {
		this.proxies = (host) -> {
			throw new NoClassDefFoundError("dns/Broken");
		};
		start("shop:1", AFTER_A_SECOND);
		this.channel.lookUp();
		assertThatTheErrorIs("no lookup was possible: java.lang.NoClassDefFoundError: dns/Broken");
		assertThat(output).contains("Addresses of 'shop:1' cannot be looked up");
		this.channel.letTheTimerExpire();
		this.channel.lookUp();
	}

	@Test
	void anExecutorThatTakesNoLookupIsAskedAgain() {
		this.channel.reject(new OutOfMemoryError("no thread"));
		start("shop:1", AFTER_A_SECOND);
		assertThatTheErrorIs("no lookup was possible: java.lang.OutOfMemoryError: no thread");
		this.channel.reject(new RejectedExecutionException("full"));
		this.channel.letTheTimerExpire();
		assertThatTheErrorIs("no lookup was possible: java.util.concurrent.RejectedExecutionException: full");
		this.channel.reject(null);
		this.dns.put("shop", List.of("192.0.2.1"));
		this.channel.letTheTimerExpire();
		this.channel.lookUp();
		assertThat(this.channel.lastAddresses()).containsExactly(group("192.0.2.1", 1));
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1:1", "[::1]:1", "static://127.0.0.1:1,[::1]:1" })
	void addressesThatAreWrittenDownNeverGrowOld(String target) {
		start(target, AFTER_A_SECOND);
		this.channel.lookUp();
		this.channel.letTheTimerExpire();
		assertThat(this.channel.delays()).isEmpty();
		assertThat(this.channel.lookups).isEmpty();
	}

	@Test
	void withoutRefreshThereIsNoTimerAfterTheRest() {
		this.dns.put("shop", List.of("192.0.2.1"));
		start("shop:1", OrNone.none());
		this.channel.lookUp();
		this.channel.letTheTimerExpire();
		assertThat(this.channel.delays()).isEmpty();
		assertThat(this.channel.lookups).isEmpty();
	}

	@Test
	void aFailureLeavesTheKnownAddressesAsTheyAre() {
		this.dns.put("shop", List.of("192.0.2.1"));
		NameResolver resolver = start("shop:1", AFTER_A_SECOND);
		this.channel.lookUp();
		this.dns.clear();
		this.channel.letTheTimerExpire();
		this.channel.lookUp();
		this.channel.context.execute(resolver::refresh);
		this.channel.letTheTimerExpire();
		this.channel.lookUp();
		assertThat(this.channel.results).hasSize(1);
		assertThat(this.channel.delays()).hasSize(1);
	}

	@Test
	void theSameAddressesInAnotherOrderAreNotPushedAgain() {
		this.dns.put("shop", List.of("192.0.2.1", "192.0.2.2"));
		start("shop:1", AFTER_A_SECOND);
		this.channel.lookUp();
		this.dns.put("shop", List.of("192.0.2.2", "192.0.2.1"));
		this.channel.letTheTimerExpire();
		this.channel.lookUp();
		assertThat(this.channel.results).hasSize(1);
	}

	@Test
	void whatTheChannelHasNotAcceptedIsPushedAgain() {
		this.dns.put("shop", List.of("192.0.2.1"));
		this.channel.answerWith(Status.UNAVAILABLE);
		NameResolver resolver = start("shop:1", OrNone.none());
		this.channel.lookUp();
		this.channel.context.execute(resolver::refresh);
		this.channel.letTheTimerExpire();
		this.channel.lookUp();
		assertThat(this.channel.results).hasSize(2);
	}

	@Test
	void afterTheShutdownNothingRuns() {
		this.dns.put("shop", List.of("192.0.2.1"));
		NameResolver resolver = start("shop:1", AFTER_A_SECOND);
		this.channel.lookUp();
		this.channel.context.execute(resolver::shutdown);
		assertThat(this.channel.delays()).isEmpty();
		this.channel.context.execute(resolver::refresh);
		assertThat(this.channel.lookups).isEmpty();
	}

	@Test
	void whatIsFoundAfterTheShutdownIsThrownAway() {
		this.dns.put("shop", List.of("192.0.2.1"));
		NameResolver resolver = start("shop:1", AFTER_A_SECOND);
		this.channel.context.execute(resolver::shutdown);
		this.channel.lookUp();
		assertThat(this.channel.results).isEmpty();
		assertThat(this.channel.delays()).isEmpty();
	}

	private NameResolver start(String text, OrNone<Duration> refresh) {
		NameResolvers resolvers = new NameResolvers(List::of, this::addresses);
		ChannelTarget target = resolvers.parse(text);
		NameResolver resolver = resolvers.provider(target, refresh)
			.newNameResolver(URI.create(target.uri()), this.channel.args(this.proxies));
		this.channel.start(resolver);
		return resolver;
	}

	private InetAddress[] addresses(String name) throws UnknownHostException {
		if (name.matches("[\\d.:]+")) {
			return new InetAddress[] { InetAddress.getByName(name) };
		}
		if (!this.dns.containsKey(name)) {
			throw new UnknownHostException(name);
		}
		return this.dns.get(name)
			.stream()
			.map((literal) -> address(literal, 1).getAddress())
			.toArray(InetAddress[]::new);
	}

	private void assertThatTheErrorIs(String description) {
		Status status = this.channel.last().getAddressesOrError().getStatus();
		assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
		assertThat(status.getDescription()).isEqualTo(description);
	}

	private static EquivalentAddressGroup group(String literal, int port) {
		return new EquivalentAddressGroup(address(literal, port));
	}

	// an IP literal, which nobody is asked for
	private static InetSocketAddress address(String literal, int port) {
		return new InetSocketAddress(literal, port);
	}

	@SuppressWarnings("deprecation")
	private static String authority(EquivalentAddressGroup group) {
		return String.valueOf(group.getAttributes().get(EquivalentAddressGroup.ATTR_AUTHORITY_OVERRIDE));
	}

	@Test
	void theOrderOfAddressesIsTheOneOfTheDns() {
		List<SocketAddress> addresses = Arrays.asList(address("192.0.2.2", 1), address("192.0.2.1", 1));
		this.dns.put("shop", List.of("192.0.2.2", "192.0.2.1"));
		start("shop:1", AFTER_A_SECOND);
		this.channel.lookUp();
		assertThat(this.channel.lastAddresses()).flatExtracting(EquivalentAddressGroup::getAddresses)
			.isEqualTo(addresses);
	}

}
