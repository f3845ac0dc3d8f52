/**
 * What a call through the starter costs more than the same call on bare grpc-java.
 */
@NullMarked
package dev.grpcstarter.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
