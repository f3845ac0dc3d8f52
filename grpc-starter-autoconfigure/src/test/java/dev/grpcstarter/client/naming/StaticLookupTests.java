package dev.grpcstarter.client.naming;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StaticLookupTests {

	private static final ChannelTarget.StaticList TARGET = new ChannelTarget.StaticList("static://slow:1,fast:2",
			List.of(new HostAndPort("slow", 1), new HostAndPort("fast", 2)));

	private final CountDownLatch slow = new CountDownLatch(1);

	private final AtomicInteger slowLookups = new AtomicInteger();

	@Test
	void hostsAreLookedUpAtTheSameTime() throws IOException {
		StaticLookup lookup = lookup(Duration.ofSeconds(20), (name) -> {
			if (name.equals("fast")) {
				this.slow.countDown();
			}
			else {
				await();
			}
			return InetAddress.getAllByName("127.0.0.1");
		});
		assertThat(lookup.find()).hasSize(2);
	}

	@Test
	void aHostThatTakesTooLongIsLeftOutUntilItHasAnswered() throws IOException {
		StaticLookup lookup = lookup(Duration.ofMillis(100), (name) -> {
			if (name.equals("slow")) {
				this.slowLookups.incrementAndGet();
				await();
			}
			return InetAddress.getAllByName("127.0.0.1");
		});
		Awaitility.await().until(() -> lookup.find().size() == 1);
		assertThat(lookup.find()).hasSize(1);
		assertThat(this.slowLookups).as("which go on").hasValue(1);
		this.slow.countDown();
		Awaitility.await().until(() -> lookup.find().size() == 2);
		assertThat(this.slowLookups).hasValueLessThanOrEqualTo(2);
	}

	@Test
	void whatIsWrongWithAHostIsToldWhateverItIs() {
		StaticLookup lookup = lookup(Duration.ofSeconds(20), (name) -> {
			throw new IllegalStateException(name + " is broken");
		});
		for (int i = 0; i < 2; i++) {
			assertThatExceptionOfType(IOException.class).isThrownBy(lookup::find)
				.withMessage(
						"cannot resolve host 'slow': java.lang.IllegalStateException: slow is broken; cannot resolve host 'fast': java.lang.IllegalStateException: fast is broken");
		}
	}

	private void await() {
		try {
			this.slow.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static StaticLookup lookup(Duration patience, Hosts.Names names) {
		return new StaticLookup(TARGET, new Hosts(names, (host) -> null, 443), patience);
	}

}
