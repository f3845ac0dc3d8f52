/**
 * gRPC's own interop suite.
 */
@NullMarked
package dev.grpcstarter.conformance.interop;

import org.jspecify.annotations.NullMarked;
