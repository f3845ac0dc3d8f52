package dev.grpcstarter.server.health;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * What is known of one health group. Everything but the question itself happens on the
 * timer's thread.
 */
final class HealthGroupCheck {

	private static final Log logger = LogFactory.getLog(HealthGroupCheck.class);

	private final String group;

	private final Set<String> services;

	private final HealthGroups groups;

	private final HealthService health;

	private final Duration timeout;

	private final HealthGroupChecks.Threads threads;

	private @Nullable Future<?> alarm;

	private boolean late;

	private @Nullable String known;

	private volatile @Nullable Thread asking;

	HealthGroupCheck(String group, Set<String> services, HealthGroups groups, HealthService health, Duration timeout,
			HealthGroupChecks.Threads threads) {
		this.group = group;
		this.services = services;
		this.groups = groups;
		this.health = health;
		this.timeout = timeout;
		this.threads = threads;
	}

	void begin() {
		if (this.alarm != null) {
			return;
		}
		this.late = false;
		this.alarm = this.threads.timer().schedule(this::tooLate, this.timeout.toNanos(), TimeUnit.NANOSECONDS);
		try {
			this.threads.workers().execute(this::ask);
		}
		// there may be no thread to be had; what throws on a schedule is not run again
		catch (RuntimeException | Error ex) {
			answered("FAILED (%s)".formatted(ex));
		}
	}

	private void ask() {
		this.asking = Thread.currentThread();
		String status = "FAILED";
		try {
			status = this.groups.status(this.group);
		}
		catch (RuntimeException ex) {
			status = "FAILED (%s)".formatted(ex);
		}
		finally {
			this.asking = null;
			String answer = status;
			this.threads.timer().execute(() -> answered(answer));
		}
	}

	private void answered(String status) {
		if (this.alarm != null) {
			this.alarm.cancel(false);
			this.alarm = null;
		}
		// else a group that is always slow would change with each question
		if (!this.late) {
			note(status);
		}
	}

	private void tooLate() {
		this.late = true;
		String status = "silent after " + DurationFormatterUtils.print(this.timeout, DurationFormat.Style.SIMPLE);
		if (!status.equals(this.known)) {
			Thread thread = this.asking;
			logger.warn("Health group '%s' does not answer".formatted(this.group),
					(thread != null) ? new WhereItHangs(thread) : null);
		}
		note(status);
	}

	private void note(String status) {
		if (status.equals(this.known)) {
			return;
		}
		boolean up = status.equals(HealthGroups.UP);
		logger.info("Health group '%s' is %s: %s for %s".formatted(this.group, status, (up) ? "SERVING" : "NOT_SERVING",
				names()));
		if (up) {
			this.health.letServe(this.services);
		}
		else {
			this.health.holdBack(this.services);
		}
		this.known = status;
	}

	private Set<String> names() {
		Set<String> names = new TreeSet<>();
		this.services.forEach((service) -> names.add((service.equals(HealthService.SERVER)) ? "the server" : service));
		return names;
	}

	/**
	 * Shows in the log what the indicators wait for.
	 */
	private static final class WhereItHangs extends Exception {

		private static final long serialVersionUID = 1L;

		WhereItHangs(Thread thread) {
			super("This is what its thread does", null, false, true);
			setStackTrace(thread.getStackTrace());
		}

	}

}
