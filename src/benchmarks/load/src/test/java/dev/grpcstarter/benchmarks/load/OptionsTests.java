package dev.grpcstarter.benchmarks.load;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class OptionsTests {

	private static final List<String> DEFAULTS = List.of("rounds=5", "shapes=unary/100/64", "java-options=");

	@Test
	void whatIsNotGivenHasItsDefault() {
		Options options = Options.parse(DEFAULTS, List.of("--java-options=-Xmx1g,-Dkey=value"));
		assertThat(options.number("rounds", 1, 10)).isEqualTo(5);
		assertThat(options.list("java-options")).containsExactly("-Xmx1g", "-Dkey=value");
		assertThat(options).hasToString("--rounds=5 --shapes=unary/100/64 --java-options=-Xmx1g,-Dkey=value");
	}

	@Test
	void anUnknownOptionIsAnsweredWithThoseThatThereAre() {
		assertThatExceptionOfType(OptionException.class).isThrownBy(() -> Options.parse(DEFAULTS, List.of("--round=1")))
			.withMessage("'--round=1' is none of --rounds=, --shapes=, --java-options=.");
	}

	@Test
	void aNumberThatIsNoneIsAnsweredWithWhatItMayBe() {
		for (String wrong : List.of("0", "11", "x", "", "99999999999")) {
			Options options = Options.parse(DEFAULTS, List.of("--rounds=" + wrong));
			assertThatExceptionOfType(OptionException.class).isThrownBy(() -> options.number("rounds", 1, 10))
				.withMessage("--rounds=: '" + wrong + "' is no whole number from 1 to 10.");
		}
	}

	@Test
	void whatAParserRefusesNamesTheOption() {
		Options options = Options.parse(DEFAULTS, List.of("--shapes=unary/100/64,unary/100/64/1"));
		assertThatExceptionOfType(OptionException.class)
			.isThrownBy(() -> options.list("shapes", Shape.ALL, Shape::parse))
			.withMessage("--shapes=: 'unary/100/64/1' is not of the form unary/100/64: "
					+ "kind, bytes of a message, calls in flight.");
	}

	@Test
	void allStandsForAll() {
		Options options = Options.parse(DEFAULTS, List.of("--shapes=all"));
		assertThat(options.list("shapes", Shape.ALL, Shape::parse)).hasSize(18).doesNotHaveDuplicates();
	}

	@Test
	void theDefaultsOfAllCommandsAreValid() {
		assertThat(Command.all(List.of())).hasSize(5)
			.allSatisfy((line) -> assertThat(line.heading()).contains("java -jar load.jar "));
	}

	@Test
	void anOptionOfAllGoesToTheCommandsThatHaveIt() {
		List<Command.Line> lines = Command.all(List.of("--rates=1", "--rounds=1"));
		assertThat(lines).allSatisfy((line) -> assertThat(line.options().text("rounds")).isEqualTo("1"));
		assertThat(lines).filteredOn((line) -> line.command() == Command.OPEN)
			.singleElement()
			.satisfies((line) -> assertThat(line.options().text("rates")).isEqualTo("1"));
		assertThatExceptionOfType(OptionException.class).isThrownBy(() -> Command.all(List.of("--rats=1")))
			.withMessage("'--rats=1' is an option of no command.");
	}

}
