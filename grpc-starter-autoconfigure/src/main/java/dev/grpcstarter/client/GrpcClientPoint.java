package dev.grpcstarter.client;

import java.lang.annotation.Annotation;
import java.lang.reflect.Member;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;

/**
 * A point of injection that carries {@link GrpcClient}.
 *
 * @param channel the name of the channel, as written
 * @param type what is to be injected, with {@code ObjectProvider} and {@code Optional}
 * taken off
 * @param member the field, constructor or method on which it stands
 * @param place the same, for people
 */
record GrpcClientPoint(String channel, Class<?> type, Member member, String place) {

	static @Nullable GrpcClientPoint of(DependencyDescriptor descriptor) {
		String channel = channel(descriptor.getAnnotations());
		if (channel == null) {
			channel = channel(methodAnnotations(descriptor));
		}
		return (channel != null) ? new GrpcClientPoint(channel, descriptor.getDependencyType(), descriptor.getMember(),
				place(descriptor)) : null;
	}

	/**
	 * The channel that annotations name.
	 * @param annotations all annotations of an element
	 * @return the name of the channel, as written, or {@code null} if {@link GrpcClient}
	 * is not among them
	 */
	static @Nullable String channel(Annotation[] annotations) {
		if (annotations.length == 0) {
			return null;
		}
		MergedAnnotation<GrpcClient> annotation = MergedAnnotations.from(annotations).get(GrpcClient.class);
		return (annotation.isPresent()) ? annotation.getString(MergedAnnotation.VALUE) : null;
	}

	private static Annotation[] methodAnnotations(DependencyDescriptor descriptor) {
		MethodParameter parameter = descriptor.getMethodParameter();
		return (parameter != null) ? parameter.getMethodAnnotations() : new Annotation[0];
	}

	private static String place(DependencyDescriptor descriptor) {
		String member = (descriptor.getField() != null) ? "field '" + descriptor.getField().getName() + "'"
				: String.valueOf(descriptor.getMethodParameter());
		return member + " of " + descriptor.getMember().getDeclaringClass().getName();
	}

	@Override
	public String toString() {
		return "@GrpcClient(\"%s\") on %s".formatted(this.channel, this.place);
	}

}
