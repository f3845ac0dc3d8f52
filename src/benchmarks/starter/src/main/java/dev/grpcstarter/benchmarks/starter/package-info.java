/**
 * An application on the starter.
 */
@NullMarked
package dev.grpcstarter.benchmarks.starter;

import org.jspecify.annotations.NullMarked;
