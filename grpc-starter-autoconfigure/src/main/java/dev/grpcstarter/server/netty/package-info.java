/**
 * Serving over TCP and Unix sockets with the shaded Netty transport.
 */
@NullMarked
package dev.grpcstarter.server.netty;

import org.jspecify.annotations.NullMarked;
