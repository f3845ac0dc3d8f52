/**
 * A small shop: two gRPC services, one of which calls the other, on a database.
 */
package dev.grpcstarter.sample;
