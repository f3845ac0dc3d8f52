/**
 * What both sides know of TLS: SSL bundles of Boot, and what handshakes make of them.
 */
@NullMarked
package dev.grpcstarter.tls;

import org.jspecify.annotations.NullMarked;
