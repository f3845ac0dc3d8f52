/**
 * Where channels connect to, and how names become addresses.
 */
@NullMarked
package dev.grpcstarter.client.naming;

import org.jspecify.annotations.NullMarked;
