package dev.grpcstarter.server;

import org.springframework.context.ApplicationEvent;

/**
 * The server has stopped. Published on the thread that starts or stops the context.
 */
public final class GrpcServerStoppedEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	GrpcServerStoppedEvent(GrpcServer server) {
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
