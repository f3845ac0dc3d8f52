package dev.grpcstarter.server;

import dev.grpcstarter.call.MethodPolicy;
import dev.grpcstarter.call.Stage;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCallHandler;
import org.jspecify.annotations.Nullable;

/**
 * What a stage does to the calls of a method. Asked once for each method, when it is
 * bound: a stage that has nothing to do for a method is not around its handler.
 */
public interface ServerStage {

	/**
	 * Which stage this is.
	 * @return the stage
	 */
	Stage stage();

	/**
	 * What the stage is for a method, in short.
	 * @param method the method
	 * @param policy what its calls go through
	 * @return the name of the stage, maybe with its setting in brackets, or {@code null}
	 * if it has nothing to do
	 */
	default @Nullable String describe(MethodDescriptor<?, ?> method, MethodPolicy policy) {
		return stage().text();
	}

	/**
	 * Puts the stage around a handler.
	 * @param <Q> the type of the request
	 * @param <R> the type of the reply
	 * @param method the method
	 * @param policy what its calls go through
	 * @param next the handler with what is inside of the stage
	 * @return the handler to call instead, or {@code next} for a stage that acts
	 * elsewhere. It is called on the thread of the handler
	 */
	<Q, R> ServerCallHandler<Q, R> around(MethodDescriptor<Q, R> method, MethodPolicy policy,
			ServerCallHandler<Q, R> next);

}
