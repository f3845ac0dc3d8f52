/**
 * Measures what is not public: benchmarks stand in the package that they are of.
 */
@NullMarked
package dev.grpcstarter.server.execution;

import org.jspecify.annotations.NullMarked;
