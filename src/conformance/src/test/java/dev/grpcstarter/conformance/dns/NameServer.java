package dev.grpcstarter.conformance.dns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

import dev.grpcstarter.conformance.process.Command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A name server for one name, whose addresses can change. What it answers may not be
 * kept.
 */
final class NameServer implements AutoCloseable {

	static final String NAME = "back.test";

	private final Path folder = Files
		.createTempDirectory(Files.createDirectories(Path.of("target", "dns").toAbsolutePath()), "server");

	private final Path hosts = this.folder.resolve("hosts");

	private final Path resolver = this.folder.resolve("resolv.conf");

	private final Path log = this.folder.resolve("log");

	private final Process process;

	/**
	 * Starts the server.
	 * @param addresses the addresses of the name
	 * @throws IOException if that is not possible here
	 */
	NameServer(List<String> addresses) throws IOException, InterruptedException {
		Command.Result unshare = Command.in(Path.of("."), "unshare", "-m", "true").run();
		if (unshare.exitCode() != 0) {
			throw new IOException(unshare.output());
		}
		// an address of its own, because clients ask no other port than 53
		long pid = ProcessHandle.current().pid();
		String own = "127.53.%d.%d".formatted(pid / 250 % 250 + 1, pid % 250 + 1);
		Files.writeString(this.resolver, "nameserver %s%n".formatted(own));
		write(addresses);
		this.process = new ProcessBuilder("dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--user=root",
				"--pid-file=", "--no-resolv", "--no-hosts", "--addn-hosts=" + this.hosts, "--local-ttl=0",
				"--listen-address=" + own, "--bind-interfaces")
			.redirectErrorStream(true)
			.redirectOutput(this.log.toFile())
			.start();
		await().atMost(Duration.ofSeconds(20)).until(() -> Files.readString(this.log).contains("read " + this.hosts));
	}

	private void write(List<String> addresses) throws IOException {
		Files.writeString(this.hosts,
				addresses.stream().map((address) -> "%s %s%n".formatted(address, NAME)).collect(Collectors.joining()));
	}

	/**
	 * Answers with other addresses from now on.
	 */
	void change(List<String> addresses) throws IOException, InterruptedException {
		write(addresses);
		Command.Result kill = Command.in(Path.of("."), "bash", "-c", "kill -HUP " + this.process.pid()).run();
		assertThat(kill.exitCode()).as(kill.output()).isZero();
	}

	/**
	 * What runs a command that asks this server for names.
	 * @param variable an environment variable for the command, with its value
	 * @return the beginning of a command line
	 */
	List<String> asked(String variable) {
		return List.of("unshare", "-m", "bash", "-c", "mount --bind \"$0\" /etc/resolv.conf && exec \"$@\"",
				this.resolver.toString(), "env", variable);
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
