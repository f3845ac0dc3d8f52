package dev.grpcstarter.server;

/**
 * What one connection may ask of the server.
 *
 * @param inboundMessageSize the size of the largest request message, in bytes
 * @param inboundMetadataSize the size of the largest request metadata, in bytes, counted
 * as RFC 9113 counts a header list
 */
public record ServerLimits(int inboundMessageSize, int inboundMetadataSize) {

}
