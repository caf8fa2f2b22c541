package dev.carafe.kubernetes.apiserver.metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** What Prometheus' clients tell of any process, on Linux. */
final class ProcessMetrics {
    /** The kernel counts memory in pages of this size on all machines that Carafe runs on. */
    private static final long PAGE_BYTES = 4096;

    /** What upstream tells of a limit that is none: the largest number of 64 bits. */
    private static final double UNLIMITED = 0x1p64;

    private static final String ADDRESS_SPACE = "Max address space";

    private ProcessMetrics() {}

    static void add(Registry registry) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            gauge(
                    registry,
                    "process_max_fds",
                    "File descriptors that may be open.",
                    out -> out.take(system.getMaxFileDescriptorCount()));
            gauge(
                    registry,
                    "process_open_fds",
                    "File descriptors that are open.",
                    out -> out.take(system.getOpenFileDescriptorCount()));
            registry.readings(
                    "process_cpu_seconds_total",
                    "counter",
                    "Time spent on processors, in seconds.",
                    List.of(),
                    out -> out.take(system.getProcessCpuTime() / 1e9));
        }
        addStart(registry);
        gauge(registry, "process_virtual_memory_bytes", "Memory asked for.", out -> pages(0, out));
        gauge(registry, "process_resident_memory_bytes", "Memory in use.", out -> pages(1, out));
        gauge(registry, "process_virtual_memory_max_bytes", "Memory that may be asked for.", ProcessMetrics::limit);
        network(registry, "process_network_receive_bytes_total", "Bytes that came over the network.", "InOctets");
        network(registry, "process_network_transmit_bytes_total", "Bytes that went over the network.", "OutOctets");
    }

    /** Adds when this began. */
    static void addStart(Registry registry) {
        gauge(
                registry,
                "process_start_time_seconds",
                "When this began, in seconds since 1970.",
                out -> out.take(ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3));
    }

    private static void gauge(Registry registry, String name, String help, Consumer<Readings.Reader> source) {
        registry.readings(name, "gauge", help, List.of(), source);
    }

    private static void pages(int index, Readings.Reader out) {
        lines("statm").stream()
                .findFirst()
                .ifPresent(line -> out.take(Long.parseLong(line.split(" ")[index]) * (double) PAGE_BYTES));
    }

    private static void limit(Readings.Reader out) {
        lines("limits").stream()
                .filter(line -> line.startsWith(ADDRESS_SPACE))
                .findFirst()
                .ifPresent(line -> {
                    String soft = line.substring(ADDRESS_SPACE.length()).strip().split(" +")[0];
                    out.take(soft.equals("unlimited") ? UNLIMITED : Double.parseDouble(soft));
                });
    }

    private static void network(Registry registry, String name, String help, String column) {
        registry.readings(name, "counter", help, List.of(), out -> {
            List<String> lines = lines("net/netstat").stream()
                    .filter(line -> line.startsWith("IpExt: "))
                    .toList();
            if (lines.size() == 2) { // the names of columns, and their values
                int index = List.of(lines.get(0).split(" ")).indexOf(column);
                if (index > 0) {
                    out.take(Double.parseDouble(lines.get(1).split(" ")[index]));
                }
            }
        });
    }

    /** What the kernel tells of this process; nothing where it is no Linux. */
    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of("/proc/self", file));
        } catch (IOException _) {
            return List.of();
        }
    }
}
