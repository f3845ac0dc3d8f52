/**
 * Tests of targets and of name resolution.
 */
@NullMarked
package dev.grpcstarter.client.naming;

import org.jspecify.annotations.NullMarked;
