/**
 * Instances of a service that come and go while they are called.
 */
@NullMarked
package dev.grpcstarter.conformance.restart;

import org.jspecify.annotations.NullMarked;
