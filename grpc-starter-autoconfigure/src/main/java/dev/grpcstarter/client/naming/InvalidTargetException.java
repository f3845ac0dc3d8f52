package dev.grpcstarter.client.naming;

/**
 * A text is no target that a channel could connect to.
 */
public final class InvalidTargetException extends IllegalArgumentException {

	private static final long serialVersionUID = 1L;

	private final String what;

	private final String instead;

	InvalidTargetException(String what, String instead) {
		super("%s; write %s".formatted(what, instead));
		this.what = what;
		this.instead = instead;
	}

	/**
	 * A target that could be read, but that no channel can be made for.
	 * @param what what is wrong, and why
	 * @param instead what to write instead
	 * @param cause what refused it
	 */
	public InvalidTargetException(String what, String instead, Throwable cause) {
		this(what, instead);
		initCause(cause);
	}

	/**
	 * What is wrong with the text.
	 * @return what is wrong, and why
	 */
	public String what() {
		return this.what;
	}

	/**
	 * What to write instead.
	 * @return a target, or what a target would be that can be used
	 */
	public String instead() {
		return this.instead;
	}

}
