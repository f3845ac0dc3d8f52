package dev.grpcstarter.testing;

import java.util.Map;
import java.util.TreeMap;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;

/**
 * Starts an application as its user would, and gives what is printed when it does not
 * start.
 */
public final class FailedStart {

	private FailedStart() {
	}

	/**
	 * The failure analysis that was printed.
	 * @param output the output of the test
	 * @param application the application class
	 * @param properties keys and values, one {@code key=value} each
	 * @return the analysis, from its title on
	 */
	public static String analysis(CapturedOutput output, Class<?> application, String... properties) {
		Map<String, Object> defaults = new TreeMap<>(Map.of("spring.main.banner-mode", "off"));
		for (String property : properties) {
			String[] parts = property.split("=", 2);
			defaults.put(parts[0], parts[1]);
		}
		SpringApplication spring = new SpringApplication(application);
		spring.setWebApplicationType(WebApplicationType.NONE);
		spring.setDefaultProperties(defaults);
		int before = output.getAll().length();
		try {
			spring.run().close();
		}
		catch (RuntimeException ex) {
			String printed = output.getAll().substring(before);
			int title = printed.indexOf("APPLICATION FAILED TO START");
			if (title < 0) {
				throw new AssertionError("no failure analysis was printed", ex);
			}
			return printed.substring(title);
		}
		throw new AssertionError("the application has started");
	}

}
