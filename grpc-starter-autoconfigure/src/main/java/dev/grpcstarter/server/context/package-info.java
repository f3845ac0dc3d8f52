/**
 * What of a call the log says.
 */
@NullMarked
package dev.grpcstarter.server.context;

import org.jspecify.annotations.NullMarked;
