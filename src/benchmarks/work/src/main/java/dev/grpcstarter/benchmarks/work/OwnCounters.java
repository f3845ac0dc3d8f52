package dev.grpcstarter.benchmarks.work;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;

/**
 * Reads the counters of this process, from the JVM and from Linux.
 */
final class OwnCounters {

	private static final Path SELF = Path.of("/proc/self");

	private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

	private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	Counters read() {
		return new Counters(this.system.getProcessCpuTime(), allocatedBytes(), switches(),
				this.threads.getThreadCount(), heapBytes(), directBytes(), residentBytes(),
				ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount());
	}

	// Java knows the sum since version 21, and before only that of threads that live
	private long allocatedBytes() {
		try {
			return (long) ThreadMXBean.class.getMethod("getTotalThreadAllocatedBytes").invoke(this.threads);
		}
		catch (ReflectiveOperationException ex) {
			return Arrays.stream(this.threads.getThreadAllocatedBytes(this.threads.getAllThreadIds())).sum();
		}
	}

	private static long switches() {
		try (Stream<Path> tasks = Files.list(SELF.resolve("task"))) {
			return tasks.mapToLong(
					(task) -> sum(task.resolve("status"), "voluntary_ctxt_switches:", "nonvoluntary_ctxt_switches:"))
				.sum();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static long heapBytes() {
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	private static long directBytes() {
		return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)
			.stream()
			.mapToLong(BufferPoolMXBean::getMemoryUsed)
			.sum() + nettyBytes();
	}

	// Netty has its own account where it allocates past the JDK's
	private static long nettyBytes() {
		return Stream.of("io.grpc.netty.shaded.io.netty", "io.netty").mapToLong(OwnCounters::nettyBytes).sum();
	}

	private static long nettyBytes(String netty) {
		try {
			Class<?> platform = Class.forName(netty + ".util.internal.PlatformDependent");
			return Math.max(0, (long) platform.getMethod("usedDirectMemory").invoke(null));
		}
		catch (ReflectiveOperationException ex) {
			// not the one that this process has
			return 0;
		}
	}

	private static long residentBytes() {
		return sum(SELF.resolve("status"), "VmRSS:") * 1024;
	}

	private static long sum(Path file, String... names) {
		try {
			List<String> lines = Files.readAllLines(file);
			return Arrays.stream(names)
				.flatMap((name) -> lines.stream().filter((line) -> line.startsWith(name)))
				.mapToLong((line) -> Long.parseLong(line.split("\\s+")[1]))
				.sum();
		}
		catch (IOException ex) {
			// the thread has just ended
			return 0;
		}
	}

}
