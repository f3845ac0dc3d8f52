/**
 * Auto-configuration of the client.
 */
@NullMarked
package dev.grpcstarter.client.autoconfigure;

import org.jspecify.annotations.NullMarked;
