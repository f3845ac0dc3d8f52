/**
 * Support for tests of applications on grpc-starter.
 */
@NullMarked
package dev.grpcstarter.test;

import org.jspecify.annotations.NullMarked;
