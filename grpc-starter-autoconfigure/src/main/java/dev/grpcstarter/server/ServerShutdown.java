package dev.grpcstarter.server;

import java.time.Duration;

/**
 * How long the parts of a stop may take, one after the other.
 *
 * @param drain how long calls are still accepted after health has begun to say
 * NOT_SERVING, so that those who balance over several servers can notice
 * @param grace how long calls in flight may go on then, before they are cancelled
 */
public record ServerShutdown(Duration drain, Duration grace) {

}
