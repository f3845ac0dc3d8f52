/**
 * Serving: from service beans to bound services to a running server.
 */
@NullMarked
package dev.grpcstarter.server;

import org.jspecify.annotations.NullMarked;
