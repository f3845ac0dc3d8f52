/**
 * Auto-configuration of the meters.
 */
@NullMarked
package dev.grpcstarter.observation.autoconfigure;

import org.jspecify.annotations.NullMarked;
