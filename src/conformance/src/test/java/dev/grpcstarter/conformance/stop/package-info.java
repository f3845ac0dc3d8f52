/**
 * The end of an application, however it is told.
 */
@NullMarked
package dev.grpcstarter.conformance.stop;

import org.jspecify.annotations.NullMarked;
