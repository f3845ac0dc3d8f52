package dev.grpcstarter.server;

import org.springframework.context.ApplicationEvent;

/**
 * The server has started and accepts calls. Published on the thread that starts or stops
 * the context.
 */
public final class GrpcServerStartedEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	GrpcServerStartedEvent(GrpcServer server) {
		super(server);
	}

	/**
	 * The server that the event is about.
	 * @return the server
	 */
	public GrpcServer server() {
		return (GrpcServer) getSource();
	}

}
