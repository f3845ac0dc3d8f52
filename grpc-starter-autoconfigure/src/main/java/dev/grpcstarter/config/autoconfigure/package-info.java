/**
 * Binding of the value types, and the failure analysis of a wrong configuration.
 */
@NullMarked
package dev.grpcstarter.config.autoconfigure;

import org.jspecify.annotations.NullMarked;
