/**
 * What server and client share about calls.
 */
@NullMarked
package dev.grpcstarter.call;

import org.jspecify.annotations.NullMarked;
