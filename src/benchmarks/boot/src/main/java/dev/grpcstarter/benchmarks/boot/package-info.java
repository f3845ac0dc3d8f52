/**
 * An application on Spring Boot's own gRPC starter.
 */
@NullMarked
package dev.grpcstarter.benchmarks.boot;

import org.jspecify.annotations.NullMarked;
