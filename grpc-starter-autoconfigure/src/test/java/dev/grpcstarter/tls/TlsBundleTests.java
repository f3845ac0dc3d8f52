package dev.grpcstarter.tls;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import dev.grpcstarter.config.Problem;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;

import static org.assertj.core.api.Assertions.assertThat;

class TlsBundleTests {

	private final DefaultSslBundleRegistry registry = new DefaultSslBundleRegistry("shop", bundle("TLSv1.3"));

	private final User user = new User();

	@Test
	void anUpdateWhileTheBundleIsReadIsNotLost() {
		TlsBundle followed = new TlsBundle("shop", new UpdatedWhileRead(), this.user);
		Awaitility.await().untilAsserted(() -> assertThat(followed.get().protocols()).containsExactly("TLSv1.2"));
	}

	@Test
	@SuppressWarnings("NullAway")
	void whatNobodyUsesAnyMoreIsForgottenAndNotRenewed() {
		TlsBundle followed = new TlsBundle("shop", this.registry, this.user);
		this.registry.updateBundle("shop", bundle("TLSv1.2"));
		assertThat(followed.get().protocols()).containsExactly("TLSv1.2");
		WeakReference<TlsBundle> forgotten = new WeakReference<>(followed);
		followed = null;
		Awaitility.await().untilAsserted(() -> {
			System.gc();
			assertThat(forgotten.get()).isNull();
		});
		this.registry.updateBundle("shop", bundle("TLSv1.3"));
		assertThat(this.user.read).hasValue(2);
	}

	private static SslBundle bundle(String protocol) {
		return SslBundle.of(SslStoreBundle.NONE, SslBundleKey.NONE, SslOptions.of(null, new String[] { protocol }));
	}

	/**
	 * Reloads the bundle right after somebody has got it for the first time.
	 */
	private final class UpdatedWhileRead implements SslBundles {

		private final List<Thread> updates = new ArrayList<>();

		@Override
		public SslBundle getBundle(String name) {
			SslBundle bundle = TlsBundleTests.this.registry.getBundle(name);
			if (this.updates.isEmpty()) {
				Thread update = new Thread(
						() -> TlsBundleTests.this.registry.updateBundle(name, TlsBundleTests.bundle("TLSv1.2")));
				this.updates.add(update);
				update.start();
				Awaitility.await()
					.until(update::getState,
							(state) -> state == Thread.State.BLOCKED || state == Thread.State.TERMINATED);
			}
			return bundle;
		}

		@Override
		public void addBundleUpdateHandler(String name, Consumer<SslBundle> handler) {
			TlsBundleTests.this.registry.addBundleUpdateHandler(name, handler);
		}

		@Override
		public void addBundleRegisterHandler(BiConsumer<String, SslBundle> handler) {
			TlsBundleTests.this.registry.addBundleRegisterHandler(handler);
		}

		@Override
		public List<String> getBundleNames() {
			return TlsBundleTests.this.registry.getBundleNames();
		}

	}

	private static final class User implements BundleUser {

		private final AtomicInteger read = new AtomicInteger();

		@Override
		public String key() {
			return "key";
		}

		@Override
		public String name() {
			return "test";
		}

		@Override
		public @Nullable Problem objection(String name, SslBundle bundle, @Nullable PresentedChain shown) {
			this.read.incrementAndGet();
			return null;
		}

	}

}
