package dev.grpcstarter.conformance.interop;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import dev.grpcstarter.server.GlobalServerInterceptor;
import io.grpc.BindableService;
import io.grpc.ServerInterceptor;
import io.grpc.services.MetricRecorder;
import io.grpc.testing.integration.TestServiceImpl;
import io.grpc.xds.orca.OrcaMetricReportingServerInterceptor;
import io.grpc.xds.orca.OrcaServiceImpl;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * Serves gRPC's interop services as an application would serve its own.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class InteropApplication {

	public static void main(String[] arguments) {
		SpringApplication.run(InteropApplication.class, arguments);
	}

	@Bean(destroyMethod = "shutdownNow")
	ScheduledExecutorService chunks() {
		return Executors.newScheduledThreadPool(2);
	}

	@Bean
	MetricRecorder load() {
		return MetricRecorder.newInstance();
	}

	@Bean
	TestServiceImpl testService(ScheduledExecutorService chunks, MetricRecorder load) {
		return new TestServiceImpl(chunks, load);
	}

	@Bean
	BindableService loadReports(ScheduledExecutorService chunks, MetricRecorder load) {
		return OrcaServiceImpl.createService(chunks, load, 1, TimeUnit.SECONDS);
	}

	@Bean
	@GlobalServerInterceptor
	ServerInterceptor loadInTrailers(MetricRecorder load) {
		return OrcaMetricReportingServerInterceptor.create(load);
	}

	@Bean
	@GlobalServerInterceptor
	ServerInterceptor metadataEcho() {
		return TestServiceImpl.interceptors().get(0);
	}

	@Bean
	@GlobalServerInterceptor
	ServerInterceptor initialMetadataEcho() {
		return TestServiceImpl.interceptors().get(1);
	}

	@Bean
	@GlobalServerInterceptor
	ServerInterceptor trailingMetadataEcho() {
		return TestServiceImpl.interceptors().get(2);
	}

}
