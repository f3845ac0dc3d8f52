/**
 * Drives servers in processes of their own, and prints what they cost.
 */
@NullMarked
package dev.grpcstarter.benchmarks.load;

import org.jspecify.annotations.NullMarked;
