/**
 * Calling: from named channels to stubs at their injection points.
 */
@NullMarked
package dev.grpcstarter.client;

import org.jspecify.annotations.NullMarked;
