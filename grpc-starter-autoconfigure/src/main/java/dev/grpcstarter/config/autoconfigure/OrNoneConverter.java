package dev.grpcstarter.config.autoconfigure;

import java.util.Set;

import dev.grpcstarter.config.OrNone;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.ApplicationConversionService;
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
		// YAML yields numbers where a value looks like one, every other source yields
		// text
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
		TypeDescriptor valueType = new TypeDescriptor(targetType.getResolvableType().getGeneric(0), null,
				targetType.getAnnotations());
		Object value = this.values.convert(source, sourceType, valueType);
		return (value != null) ? OrNone.of(value) : null;
	}

}
