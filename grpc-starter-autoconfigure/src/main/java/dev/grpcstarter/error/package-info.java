/**
 * Rich statuses: what a server says about an error, and how a client reads it. Needs
 * {@code grpc-protobuf}.
 */
@NullMarked
package dev.grpcstarter.error;

import org.jspecify.annotations.NullMarked;
