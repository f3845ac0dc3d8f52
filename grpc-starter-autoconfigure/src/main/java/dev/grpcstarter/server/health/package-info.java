/**
 * The standard health service, {@code grpc.health.v1.Health}.
 */
@NullMarked
package dev.grpcstarter.server.health;

import org.jspecify.annotations.NullMarked;
