package dev.grpcstarter.propagation;

import java.lang.reflect.Method;

import dev.grpcstarter.call.AttachedContext;
import io.grpc.Context;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.ComposablePointcut;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcher;
import org.springframework.scheduling.annotation.AsyncAnnotationAdvisor;

/**
 * Lets the work of {@code void} methods with
 * {@link org.springframework.scheduling.annotation.Async @Async} outlive the call that
 * has asked for it: nobody waits for it, so it runs in a {@linkplain Context#fork() fork}
 * of the {@link Context}, with the values and without the deadline and the cancellation.
 * Methods that return a future stay bound to the call. It does not matter whether the
 * fork happens before the thread is changed or after.
 */
public final class VoidAsyncAdvisor extends DefaultPointcutAdvisor {

	/**
	 * An advisor for all beans.
	 */
	public VoidAsyncAdvisor() {
		super(new ComposablePointcut(new AsyncAnnotationAdvisor().getPointcut()).intersection(new ReturnsNothing()),
				(MethodInterceptor) VoidAsyncAdvisor::fork);
	}

	private static @Nullable Object fork(MethodInvocation method) throws Throwable {
		Context current = Context.current();
		if (current == Context.ROOT) {
			return method.proceed();
		}
		AttachedContext attached = AttachedContext.of(current.fork());
		try {
			return method.proceed();
		}
		finally {
			attached.close();
		}
	}

	private static final class ReturnsNothing extends StaticMethodMatcher {

		@Override
		public boolean matches(Method method, Class<?> targetClass) {
			return method.getReturnType() == void.class;
		}

	}

}
