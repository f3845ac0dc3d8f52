/**
 * Load-balancing policies that other libraries bring.
 */
@NullMarked
package dev.grpcstarter.conformance.balancing;

import org.jspecify.annotations.NullMarked;
