/**
 * Faults on the wire and in the system.
 */
@NullMarked
package dev.grpcstarter.conformance.faults;

import org.jspecify.annotations.NullMarked;
