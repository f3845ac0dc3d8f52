/**
 * Serving over TCP with the shaded Netty transport.
 */
@NullMarked
package dev.grpcstarter.server.netty;

import org.jspecify.annotations.NullMarked;
