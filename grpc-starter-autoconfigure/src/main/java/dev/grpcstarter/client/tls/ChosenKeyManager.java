package dev.grpcstarter.client.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

import org.jspecify.annotations.Nullable;

/**
 * Shows servers the certificate that an alias names, which Boot's own key managers do on
 * the server's side alone.
 */
final class ChosenKeyManager extends X509ExtendedKeyManager {

	private final X509ExtendedKeyManager keys;

	private final String alias;

	ChosenKeyManager(X509ExtendedKeyManager keys, String alias) {
		this.keys = keys;
		this.alias = alias;
	}

	@Override
	public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
		return this.alias;
	}

	@Override
	public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
		return this.alias;
	}

	@Override
	public String @Nullable [] getClientAliases(String type, Principal[] issuers) {
		return this.keys.getClientAliases(type, issuers);
	}

	@Override
	public String @Nullable [] getServerAliases(String type, Principal[] issuers) {
		return this.keys.getServerAliases(type, issuers);
	}

	@Override
	public @Nullable String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
		return this.keys.chooseServerAlias(type, issuers, socket);
	}

	@Override
	public X509Certificate @Nullable [] getCertificateChain(String alias) {
		return this.keys.getCertificateChain(alias);
	}

	@Override
	public @Nullable PrivateKey getPrivateKey(String alias) {
		return this.keys.getPrivateKey(alias);
	}

}
