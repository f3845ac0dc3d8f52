/**
 * Connecting with the shaded Netty transport.
 */
@NullMarked
package dev.grpcstarter.client.netty;

import org.jspecify.annotations.NullMarked;
