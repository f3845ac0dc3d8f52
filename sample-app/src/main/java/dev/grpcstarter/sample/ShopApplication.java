package dev.grpcstarter.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * Starts the shop: gRPC on port 9090, the actuator on port 8080.
 */
@SpringBootApplication
@EnableScheduling // Brings the scheduler on which OrderWatch looks for news.
public class ShopApplication {

	public static void main(String[] args) {
		SpringApplication.run(ShopApplication.class, args);
	}

}
