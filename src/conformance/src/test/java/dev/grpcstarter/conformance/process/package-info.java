/**
 * Other processes: clients that are not Java, and applications in JVMs of their own.
 */
@NullMarked
package dev.grpcstarter.conformance.process;

import org.jspecify.annotations.NullMarked;
