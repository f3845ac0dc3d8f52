/**
 * What every feature uses to say that its configuration is wrong, and the value types of
 * {@code grpc.*} keys.
 */
@NullMarked
package dev.grpcstarter.config;

import org.jspecify.annotations.NullMarked;
