/**
 * Auto-configuration of errors.
 */
@NullMarked
package dev.grpcstarter.server.error.autoconfigure;

import org.jspecify.annotations.NullMarked;
