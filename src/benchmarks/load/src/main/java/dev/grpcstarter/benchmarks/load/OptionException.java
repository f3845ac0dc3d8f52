package dev.grpcstarter.benchmarks.load;

/**
 * Says what is wrong with the command line.
 */
final class OptionException extends RuntimeException {

	OptionException(String message) {
		super(message);
	}

}
