package dev.grpcstarter.benchmarks.nogrpc;

import java.io.IOException;

import dev.grpcstarter.benchmarks.work.MeasuredProcess;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The application without gRPC, against which its start is measured.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class NoGrpc {

	/**
	 * Runs until standard input ends.
	 * @param args properties
	 * @throws IOException if standard input cannot be read
	 */
	public static void main(String[] args) throws IOException {
		ConfigurableApplicationContext context = SpringApplication.run(NoGrpc.class, args);
		MeasuredProcess.ready(0);
		context.close();
	}

}
