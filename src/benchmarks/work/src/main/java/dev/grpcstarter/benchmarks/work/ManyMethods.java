package dev.grpcstarter.benchmarks.work;

import java.util.stream.IntStream;

import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;

/**
 * A service with as many unary methods as wanted. Each gives back what it gets.
 */
public final class ManyMethods implements BindableService {

	private static final String SERVICE = "bench.ManyMethods";

	private final int number;

	/**
	 * A service.
	 * @param number how many methods it has
	 */
	public ManyMethods(int number) {
		this.number = number;
	}

	/**
	 * One of the methods.
	 * @param index which, from 0
	 * @return the method, as a stub would call it
	 */
	public static MethodDescriptor<Payload, Payload> method(int index) {
		return MethodDescriptor
			.<Payload, Payload>newBuilder(ProtoUtils.marshaller(Payload.getDefaultInstance()),
					ProtoUtils.marshaller(Payload.getDefaultInstance()))
			.setType(MethodDescriptor.MethodType.UNARY)
			.setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "Method%04d".formatted(index)))
			.build();
	}

	@Override
	public ServerServiceDefinition bindService() {
		var methods = IntStream.range(0, this.number).mapToObj(ManyMethods::method).toList();
		ServiceDescriptor.Builder descriptor = ServiceDescriptor.newBuilder(SERVICE);
		methods.forEach(descriptor::addMethod);
		ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(descriptor.build());
		// a handler for each, as generated code has it
		methods.forEach((method) -> service.addMethod(method, ServerCalls.asyncUnaryCall(new Echo()::answer)));
		return service.build();
	}

	private static final class Echo {

		void answer(Payload request, StreamObserver<Payload> caller) {
			caller.onNext(request);
			caller.onCompleted();
		}

	}

}
