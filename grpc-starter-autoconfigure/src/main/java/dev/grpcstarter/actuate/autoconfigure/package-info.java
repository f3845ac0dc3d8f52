/**
 * What the starter presets for the actuator.
 */
@NullMarked
package dev.grpcstarter.actuate.autoconfigure;

import org.jspecify.annotations.NullMarked;
