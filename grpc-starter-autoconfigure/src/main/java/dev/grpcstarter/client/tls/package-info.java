/**
 * TLS of channels, from Boot's SSL bundles.
 */
@NullMarked
package dev.grpcstarter.client.tls;

import org.jspecify.annotations.NullMarked;
