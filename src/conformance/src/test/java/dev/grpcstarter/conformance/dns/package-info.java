/**
 * Name servers whose answers change.
 */
@NullMarked
package dev.grpcstarter.conformance.dns;

import org.jspecify.annotations.NullMarked;
