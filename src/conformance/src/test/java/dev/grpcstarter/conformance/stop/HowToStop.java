package dev.grpcstarter.conformance.stop;

/**
 * How an application is told to stop.
 */
enum HowToStop {

	/**
	 * By the system or by Kubernetes.
	 */
	SIGTERM(143),

	/**
	 * By itself, with {@code context.close()}.
	 */
	CLOSE(0),

	/**
	 * By {@code mvn spring-boot:stop}, which goes to Boot's
	 * {@code SpringApplicationAdminMXBean}.
	 */
	JMX(0);

	private final int exitCode;

	HowToStop(int exitCode) {
		this.exitCode = exitCode;
	}

	int exitCode() {
		return this.exitCode;
	}

}
