/**
 * Meters of calls. The only place that knows Micrometer.
 */
@NullMarked
package dev.grpcstarter.observation;

import org.jspecify.annotations.NullMarked;
