/**
 * An application on the starter of net.devh.
 */
@NullMarked
package dev.grpcstarter.benchmarks.netdevh;

import org.jspecify.annotations.NullMarked;
