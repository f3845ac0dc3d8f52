/**
 * What server and client share of Netty: event loops, and the sockets that they serve.
 */
@NullMarked
package dev.grpcstarter.netty;

import org.jspecify.annotations.NullMarked;
