/**
 * Servers that break the rules of HTTP/2 and gRPC, and what our client makes of them.
 */
@NullMarked
package dev.grpcstarter.conformance.badserver;

import org.jspecify.annotations.NullMarked;
