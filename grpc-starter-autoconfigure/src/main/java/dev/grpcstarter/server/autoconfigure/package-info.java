/**
 * Auto-configuration of the server.
 */
@NullMarked
package dev.grpcstarter.server.autoconfigure;

import org.jspecify.annotations.NullMarked;
