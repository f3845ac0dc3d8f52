package dev.grpcstarter.server.tls;

import java.time.Instant;

/**
 * The certificate that the server presents to new connections. Thread-safe.
 */
public interface ServerCertificate {

	/**
	 * The SSL bundle that it comes from.
	 * @return the name of the bundle
	 */
	String bundle();

	/**
	 * When it expires, which changes when the bundle is reloaded.
	 * @return the earliest end of validity in the chain that is presented now
	 */
	Instant expiry();

}
