package dev.grpcstarter.client.autoconfigure;

import java.util.Map;

import dev.grpcstarter.client.GrpcClient;
import dev.grpcstarter.config.autoconfigure.GrpcConfigurationAutoConfiguration;
import dev.grpcstarter.server.autoconfigure.GrpcBuiltInServicesAutoConfiguration;
import dev.grpcstarter.server.autoconfigure.GrpcServerAutoConfiguration;
import dev.grpcstarter.testing.EchoGrpc;
import dev.grpcstarter.testing.EchoService;
import dev.grpcstarter.testing.MirrorGrpc;
import org.junit.jupiter.api.Test;

import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application whose bean definitions were generated at build time.
 */
class GrpcClientAotTests {

	private static final Map<String, Object> PROPERTIES = Map.of("grpc.server.port", "none",
			"grpc.server.in-process-name", "aot", "grpc.client.channels.echo.target", "in-process:aot",
			"grpc.client.channels.echo.services", "testing.Mirror");

	@Test
	@SuppressWarnings("unchecked")
	@CompileWithForkedClassLoader
	void stubsAreInjectedAfterAotProcessing() throws Exception {
		AnnotationConfigApplicationContext atBuildTime = new AnnotationConfigApplicationContext();
		// where to connect is known at run time only
		properties(atBuildTime, Map.of("grpc.client.channels.echo.services", "testing.Mirror"));
		atBuildTime.register(Application.class);
		TestGenerationContext generated = new TestGenerationContext();
		var initializer = new ApplicationContextAotGenerator().processAheadOfTime(atBuildTime, generated);
		generated.writeGeneratedContent();
		TestCompiler.forSystem().with(generated).compile((compiled) -> {
			GenericApplicationContext atRunTime = new GenericApplicationContext();
			properties(atRunTime, PROPERTIES);
			compiled.getInstance(ApplicationContextInitializer.class, initializer.reflectionName())
				.initialize(atRunTime);
			try (atRunTime) {
				atRunTime.refresh();
				Caller caller = atRunTime.getBean(Caller.class);
				assertThat(caller.constructor.say(EchoService.phrase("hello")).getText()).isEqualTo("hello");
				assertThat(caller.field.reverse(EchoService.phrase("hello")).getText()).isEqualTo("olleh");
				assertThat(caller.provider.getObject().say(EchoService.phrase("hello")).getText()).isEqualTo("hello");
				assertThat(caller.byType.reverse(EchoService.phrase("hello")).getText()).isEqualTo("olleh");
				assertThat(caller.lazyByType.getChannel()).isSameAs(caller.byType.getChannel());
				assertThat(caller.setter.say(EchoService.phrase("hello")).getText()).isEqualTo("hello");
			}
		});
	}

	private static void properties(ConfigurableApplicationContext context, Map<String, Object> properties) {
		context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Caller.class, EchoService.class, dev.grpcstarter.testing.MirrorService.class })
	@ImportAutoConfiguration({ GrpcConfigurationAutoConfiguration.class, GrpcClientAutoConfiguration.class,
			GrpcBuiltInServicesAutoConfiguration.class, GrpcServerAutoConfiguration.class })
	static class Application {

	}

	static class Caller {

		private final EchoGrpc.EchoBlockingStub constructor;

		private final ObjectProvider<EchoGrpc.EchoBlockingStub> provider;

		@GrpcClient("echo")
		MirrorGrpc.MirrorBlockingStub field;

		private final MirrorGrpc.MirrorBlockingStub byType;

		private EchoGrpc.EchoBlockingStub setter;

		Caller(@GrpcClient("echo") EchoGrpc.EchoBlockingStub constructor,
				@GrpcClient("echo") ObjectProvider<EchoGrpc.EchoBlockingStub> provider,
				MirrorGrpc.MirrorBlockingStub byType) {
			this.constructor = constructor;
			this.byType = byType;
			this.provider = provider;
		}

		@Lazy
		@Autowired
		MirrorGrpc.MirrorFutureStub lazyByType;

		@GrpcClient("echo")
		void setSetter(EchoGrpc.EchoBlockingStub setter) {
			this.setter = setter;
		}

	}

}
