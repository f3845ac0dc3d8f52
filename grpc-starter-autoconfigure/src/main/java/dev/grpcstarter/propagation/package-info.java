/**
 * How the context of a call follows its work to Spring's executors.
 */
@NullMarked
package dev.grpcstarter.propagation;

import org.jspecify.annotations.NullMarked;
