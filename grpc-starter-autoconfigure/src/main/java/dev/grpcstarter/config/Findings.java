package dev.grpcstarter.config;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Collects the {@linkplain Finding findings} of one application, and warns of each once
 * in the log. Thread-safe.
 */
public final class Findings {

	private static final Log logger = LogFactory.getLog(Findings.class);

	private final Set<Finding> all = ConcurrentHashMap.newKeySet();

	/**
	 * Notes a finding, unless the same was noted before.
	 * @param finding the finding
	 */
	public void add(Finding finding) {
		if (this.all.add(finding)) {
			logger.warn("%s: %s. %s [%s]".formatted(finding.key(), finding.what(), finding.action(), finding.id()));
		}
	}

	/**
	 * What was found so far.
	 * @return the findings, in no order
	 */
	public List<Finding> all() {
		return List.copyOf(this.all);
	}

}
