/**
 * The first stage of every call: what is known of it while it is in flight, and the
 * thread that its handler runs on.
 */
@NullMarked
package dev.grpcstarter.server.execution;

import org.jspecify.annotations.NullMarked;
