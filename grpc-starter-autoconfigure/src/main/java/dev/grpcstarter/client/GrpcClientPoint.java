package dev.grpcstarter.client;

import java.lang.annotation.Annotation;
import java.lang.reflect.Member;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;

/**
 * A point of injection that carries {@link GrpcClient}, or that asks for a stub by its
 * type alone.
 *
 * @param channel the name of the channel, as written
 * @param type what is to be injected, with {@code ObjectProvider} and {@code Optional}
 * taken off
 * @param member the field, constructor or method on which it stands
 * @param text the point, for people
 */
record GrpcClientPoint(String channel, Class<?> type, Member member, String text) {

	static @Nullable GrpcClientPoint of(DependencyDescriptor descriptor) {
		String channel = channel(descriptor.getAnnotations());
		if (channel == null) {
			channel = channel(methodAnnotations(descriptor));
		}
		return (channel != null) ? of(descriptor, channel, "@GrpcClient(\"%s\")".formatted(channel)) : null;
	}

	/**
	 * A point that carries nothing.
	 * @param descriptor the point
	 * @param listed the channel that lists the service of the stub
	 * @return the point
	 */
	static GrpcClientPoint plain(DependencyDescriptor descriptor, ChannelName listed) {
		return of(descriptor, listed.toString(), descriptor.getDependencyType().getSimpleName());
	}

	private static GrpcClientPoint of(DependencyDescriptor descriptor, String channel, String what) {
		return new GrpcClientPoint(channel, descriptor.getDependencyType(), descriptor.getMember(),
				"%s on %s".formatted(what, place(descriptor)));
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
		return this.text;
	}

}
