package dev.grpcstarter.server.tls;

/**
 * Whether clients have to show a certificate.
 */
public enum ClientAuth {

	/**
	 * They are not asked for one.
	 */
	NONE,

	/**
	 * They are asked for one. A client without is let in, and one with a certificate that
	 * is not trusted is not.
	 */
	OPTIONAL,

	/**
	 * Only clients with a trusted certificate are let in.
	 */
	REQUIRE

}
