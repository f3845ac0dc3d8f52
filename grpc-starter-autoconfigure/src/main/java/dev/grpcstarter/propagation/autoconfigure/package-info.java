/**
 * Auto-configuration of propagation.
 */
@NullMarked
package dev.grpcstarter.propagation.autoconfigure;

import org.jspecify.annotations.NullMarked;
