package dev.grpcstarter.actuate.autoconfigure;

import dev.grpcstarter.config.autoconfigure.Preset;

/**
 * Exposes the endpoints that a gRPC service is watched by, unless the application says
 * anything at all about exposure.
 */
class ExposedEndpoints extends Preset {

	ExposedEndpoints() {
		super("management.endpoints.web.exposure.include", "health,prometheus");
	}

}
