package dev.grpcstarter.config;

import java.util.Objects;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The value of a key that can be switched off by writing {@code none}. An {@code OrNone}
 * that is {@code null} is a key that was not set; {@link #none()} is one that was set to
 * {@code none}. The two mean different things wherever a key has a default.
 * <p>
 * Bound from text by the converter that the starter registers: {@code none} in any case,
 * or whatever {@code T} itself accepts. Immutable.
 *
 * @param <T> the type of the value when there is one
 */
public final class OrNone<T> {

	private static final OrNone<?> NONE = new OrNone<>(null);

	private final @Nullable T value;

	private OrNone(@Nullable T value) {
		this.value = value;
	}

	/**
	 * A value.
	 * @param <T> the type of the value
	 * @param value the value
	 * @return the value as an {@code OrNone}
	 */
	public static <T> OrNone<T> of(T value) {
		return new OrNone<>(Objects.requireNonNull(value, "value"));
	}

	/**
	 * What {@code none} means.
	 * @param <T> the type of the value that is not there
	 * @return the absence of a value
	 */
	@SuppressWarnings("unchecked")
	public static <T> OrNone<T> none() {
		return (OrNone<T>) NONE;
	}

	/**
	 * Whether this is {@code none}.
	 * @return {@code true} if there is no value
	 */
	public boolean isNone() {
		return this.value == null;
	}

	/**
	 * The value.
	 * @return the value, or {@code null} for {@code none}
	 */
	public @Nullable T orNull() {
		return this.value;
	}

	/**
	 * Hands the value on, if there is one.
	 * @param consumer what takes the value
	 */
	public void ifPresent(Consumer<? super T> consumer) {
		if (this.value != null) {
			consumer.accept(this.value);
		}
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof OrNone<?> that && Objects.equals(this.value, that.value);
	}

	@Override
	public int hashCode() {
		return Objects.hashCode(this.value);
	}

	@Override
	public String toString() {
		return (this.value != null) ? this.value.toString() : "none";
	}

}
