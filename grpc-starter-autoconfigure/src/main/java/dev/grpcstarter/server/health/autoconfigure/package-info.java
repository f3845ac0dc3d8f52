/**
 * The health groups of Boot's health endpoint.
 */
@NullMarked
package dev.grpcstarter.server.health.autoconfigure;

import org.jspecify.annotations.NullMarked;
