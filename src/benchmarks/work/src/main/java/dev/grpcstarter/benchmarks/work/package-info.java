/**
 * The work of all servers, so that what is around it shows, and what a server tells of
 * itself.
 */
@NullMarked
package dev.grpcstarter.benchmarks.work;

import org.jspecify.annotations.NullMarked;
