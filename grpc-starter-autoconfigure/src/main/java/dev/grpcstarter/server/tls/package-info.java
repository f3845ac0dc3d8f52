/**
 * TLS of the server, from Boot's SSL bundles.
 */
@NullMarked
package dev.grpcstarter.server.tls;

import org.jspecify.annotations.NullMarked;
