package dev.grpcstarter.benchmarks.load;

/**
 * A table in Markdown.
 */
final class Table {

	private final StringBuilder text = new StringBuilder();

	Table(String... headings) {
		row(headings);
		this.text.append("|").append(" --- |".repeat(headings.length)).append('\n');
	}

	void row(String... cells) {
		this.text.append("| ").append(String.join(" | ", cells)).append(" |\n");
	}

	@Override
	public String toString() {
		return this.text.toString();
	}

}
