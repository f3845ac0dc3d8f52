/**
 * The application without gRPC.
 */
@NullMarked
package dev.grpcstarter.benchmarks.nogrpc;

import org.jspecify.annotations.NullMarked;
