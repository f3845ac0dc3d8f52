/**
 * What becomes of an exception in a call to the server: a status for the caller, and a
 * line in the log.
 */
@NullMarked
package dev.grpcstarter.server.error;

import org.jspecify.annotations.NullMarked;
