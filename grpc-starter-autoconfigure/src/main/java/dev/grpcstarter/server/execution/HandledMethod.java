package dev.grpcstarter.server.execution;

import dev.grpcstarter.call.Deadlines;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a method when it is given its threads.
 *
 * @param annotated what {@link GrpcExecution} says, or {@code null} if there is none
 * @param bare whether its handler is what its service has bound, with nothing around it
 * @param deadlines how long its calls may take, or {@code null} if that is left to gRPC
 */
public record HandledMethod(@Nullable Execution annotated, boolean bare, @Nullable Deadlines deadlines) {

}
