package dev.grpcstarter.client.naming;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;

import dev.grpcstarter.client.naming.ChannelTarget.Dns;
import dev.grpcstarter.client.naming.ChannelTarget.InProcess;
import dev.grpcstarter.client.naming.ChannelTarget.OtherScheme;
import dev.grpcstarter.client.naming.ChannelTarget.StaticList;
import dev.grpcstarter.client.naming.ChannelTarget.UnixSocket;
import io.grpc.NameResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ChannelTargetTests {

	private final NameResolvers resolvers = new NameResolvers(
			() -> List.of(new TargetResolverProvider("pair", InetSocketAddress.class, ChannelTargetTests::none)));

	@ParameterizedTest
	@CsvSource(nullValues = "-", value = { "inventory:9090, inventory, 9090, dns:///inventory:9090",
			"inventory, inventory, -, dns:///inventory",
			"dns:///inventory:9090, inventory, 9090, dns:///inventory:9090",
			"dns:inventory:9090, inventory, 9090, dns:///inventory:9090",
			"dns:/inventory:9090, inventory, 9090, dns:///inventory:9090",
			"DNS:///inventory:1, inventory, 1, dns:///inventory:1", "dns:///inventory, inventory, -, dns:///inventory",
			"dns:///shop.svc.cluster.local.:1, shop.svc.cluster.local., 1, dns:///shop.svc.cluster.local.:1",
			"my_service:1, my_service, 1, dns:///my_service:1", "grpc:9090, grpc, 9090, dns:///grpc:9090",
			"pair:9090, pair, 9090, dns:///pair:9090", "127.0.0.1:65535, 127.0.0.1, 65535, dns:///127.0.0.1:65535",
			"[::1]:9090, ::1, 9090, dns:///%5B::1%5D:9090", "[2001:db8::1], 2001:db8::1, -, dns:///%5B2001:db8::1%5D",
			"dns:///[fe80::1%eth0]:1, fe80::1%eth0, 1, dns:///%5Bfe80::1%25eth0%5D:1" })
	void aHostIsFoundInTheDns(String text, String host, Integer port, String uri) {
		ChannelTarget target = this.resolvers.parse(text);
		assertThat(target).isEqualTo(new Dns(text, new HostAndPort(host, port))).hasToString(text);
		assertThat(target.uri()).isEqualTo(uri);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "inventory:9090", "inventory", "127.0.0.1:1", "[::1]:9090", "[::ffff:192.0.2.1]:1", "a.b_c:5" })
	void aHostAndItsPortPrintAsTheyAreRead(String text) {
		assertThat(HostAndPort.parse(text)).hasToString(text);
		assertThat(HostAndPort.parse(HostAndPort.parse(text).toString())).isEqualTo(HostAndPort.parse(text));
	}

	@ParameterizedTest
	@ValueSource(strings = { "static://a:1,[::1]:2", "static:///a:1, [::1]:2", "static:a:1,[::1]:2" })
	void aListNamesItsHosts(String text) {
		ChannelTarget target = this.resolvers.parse(text);
		assertThat(target).isEqualTo(new StaticList(text, List.of(new HostAndPort("a", 1), new HostAndPort("::1", 2))))
			.hasToString(text);
		assertThat(URI.create(target.uri())).hasScheme("static").hasPath("/a:1,[::1]:2");
	}

	@ParameterizedTest
	@CsvSource({ "unix:/run/app.sock, /run/app.sock", "unix:///run/app.sock, /run/app.sock", "unix:app.sock, app.sock",
			"unix:/run/an%20app.sock, /run/an app.sock", "unix:70000, 70000" })
	void aUnixSocketHasAPath(String text, String path) {
		ChannelTarget target = this.resolvers.parse(text);
		assertThat(target).isEqualTo(new UnixSocket(text, path)).hasToString(text);
		assertThat(target.uri()).isEqualTo(text);
	}

	@Test
	void aServerInTheSameJvmHasAName() {
		ChannelTarget target = this.resolvers.parse("in-process:an app:1");
		assertThat(target).isEqualTo(new InProcess("in-process:an app:1", "an app:1"))
			.hasToString("in-process:an app:1");
		assertThat(URI.create(target.uri())).hasScheme("in-process").hasPath("/an app:1");
	}

	@ParameterizedTest
	@CsvSource({ "pair:///any, pair", "PAIR:any, pair" })
	void anotherSchemeIsForItsOwnResolverToRead(String text, String scheme) {
		ChannelTarget target = this.resolvers.parse(text);
		assertThat(target).isEqualTo(new OtherScheme(text, scheme)).hasToString(text);
		assertThat(target.uri()).isEqualTo(text);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					dns://inventory:9090      | 'inventory:9090' where the address of a DNS server stands | dns:///inventory:9090
					dns://inventory:9090/     | 'inventory:9090' where the address of a DNS server stands | dns:///inventory:9090
					dns://8.8.8.8/inventory:1 | asks the DNS server '8.8.8.8', which gRPC for Java never does | dns:///inventory:1, and name the DNS server where the machine is configured
					dns:///                   | names no host                  | dns:///host:9090
					dns:///a/b                | 'a/b' is no host               | dns:///host:9090
					dns:///:9090              | names no host                  | dns:///host:9090
					dns:9090                  | '9090' is a number and no host | dns:///host:9090
					:9090                     | names no host                  | dns:///host:9090
					an app:9090               | 'an app' is no host            | dns:///host:9090
					user@host:9090            | 'user@host' is no host         | dns:///host:9090
					::1                       | '::1' is no host and port      | in brackets, such as [::1]:9090
					fe80::1                   | 'fe80::1' is no host and port  | in brackets, such as [::1]:9090
					[::1                      | '[::1' is no host and port     | in brackets, such as [::1]:9090
					[inventory]:9090          | '[inventory]' is no IPv6 address | a name without them
					[]:9090                   | '[]' is no IPv6 address        | a name without them
					inventory:                | ends in a colon, which is no port    | a port from 1 to 65535
					inventory:0               | ends in 0, which is no port    | a port from 1 to 65535
					inventory:65536           | ends in 65536, which is no port | a port from 1 to 65535
					inventory:999999999999    | ends in 999999999999, which is no port | a port from 1 to 65535
					inventory:http            | ends in http, which is no port | a port from 1 to 65535
					static://                 | has a blank entry              | static://a:9090,b:9090
					static://a:1,,b:2         | has a blank entry              | static://a:9090,b:9090
					static://a:1,b:2,         | has a blank entry              | static://a:9090,b:9090
					static://a:1,b            | gives no port for b            | static://a:9090,b:9090
					static://a:1,::1:2        | '::1:2' is no host and port    | in brackets
					static://a:1,b:0          | 'b:0' ends in 0                | a port from 1 to 65535
					static://a:1,b:2,A:1      | names A:1 twice                | a list that names each address once
					http://inventory/path     | is the address of a web page   | dns:///inventory:80
					https://inventory:8443    | is the address of a web page   | dns:///inventory:8443, and ssl.enabled of the same channel to true
					grpc://inventory:9090     | is the address of a web page   | dns:///inventory:9090
					grpcs://[::1]             | is the address of a web page   | dns:///[::1]:443, and ssl.enabled of the same channel to true
					consul:///inventory       | no name resolver for the scheme 'consul' of 'consul:///inventory', only for dns, static, unix, in-process, pair | bring a NameResolverProvider for 'consul'
					unix-abstract:/app        | no name resolver for the scheme 'unix-abstract' | dns:///host:9090
					unix:                     | names no Unix socket           | unix:/run/app.sock
					unix://host/path          | names no Unix socket           | unix:/run/app.sock
					unix:/an app              | names no Unix socket           | with a space written as %20
					in-process:               | names no server                | grpc.server.in-process-name
					pair:an app               | is no URI                      | written as %20
					""")
	void whatIsNoTargetIsAnsweredWithWhatToWrite(String text, String what, String instead) {
		assertThatExceptionOfType(InvalidTargetException.class).isThrownBy(() -> this.resolvers.parse(text))
			.satisfies((ex) -> assertThat(ex.what()).contains(what))
			.satisfies((ex) -> assertThat(ex.instead()).contains(instead));
	}

	@Test
	void aPathMayBeAsLongAsTheKernelAllows() {
		assertThat(this.resolvers.parse("unix:/" + "x".repeat(106))).isInstanceOf(UnixSocket.class);
		assertThatExceptionOfType(InvalidTargetException.class)
			.isThrownBy(() -> this.resolvers.parse("unix:/" + "x".repeat(107)))
			.withMessageContaining("at most 107 bytes");
	}

	private static NameResolver none(NameResolver.Args args) {
		throw new AssertionError("nothing is resolved");
	}

}
