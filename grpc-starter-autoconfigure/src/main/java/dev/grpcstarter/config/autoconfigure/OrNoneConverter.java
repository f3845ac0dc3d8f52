package dev.grpcstarter.config.autoconfigure;

import java.util.Locale;
import java.util.Set;

import dev.grpcstarter.config.OrNone;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.ResolvableType;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.converter.GenericConverter;

/**
 * Binds {@code none} and everything that the type within {@link OrNone} binds from.
 */
class OrNoneConverter implements GenericConverter {

	private final ConversionService values = ApplicationConversionService.getSharedInstance();

	@Override
	public Set<ConvertiblePair> getConvertibleTypes() {
		// YAML yields numbers, and every other source text
		return Set.of(new ConvertiblePair(String.class, OrNone.class), new ConvertiblePair(Number.class, OrNone.class));
	}

	@Override
	public @Nullable Object convert(@Nullable Object source, TypeDescriptor sourceType, TypeDescriptor targetType) {
		if (source == null || source.toString().isBlank()) {
			return null;
		}
		if ("none".equalsIgnoreCase(source.toString().trim())) {
			return OrNone.none();
		}
		ResolvableType type = targetType.getResolvableType().getGeneric(0);
		try {
			Object value = this.values.convert(source, sourceType,
					new TypeDescriptor(type, null, targetType.getAnnotations()));
			return (value != null) ? OrNone.of(value) : null;
		}
		catch (ConversionException ex) {
			// without a cause, because Boot shows the innermost one instead
			throw new IllegalArgumentException("'%s' is neither a valid %s nor 'none'".formatted(source,
					type.toClass().getSimpleName().toLowerCase(Locale.ROOT)));
		}
	}

}
