package dev.carafe.kubernetes.apiserver.metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Prometheus' clients tell of any process. */
final class ProcessMetrics {
    /** The kernel counts memory in pages of this size on all machines that Carafe runs on. */
    private static final long PAGE_BYTES = 4096;

    private ProcessMetrics() {}

    static void write(MetricsText out) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            gauge(out, "process_max_fds", "File descriptors that may be open.", system.getMaxFileDescriptorCount());
            gauge(out, "process_open_fds", "File descriptors that are open.", system.getOpenFileDescriptorCount());
            out.metric("process_cpu_seconds_total", "counter", "Time spent on processors, in seconds.")
                    .sample("process_cpu_seconds_total", "", system.getProcessCpuTime() / 1e9);
        }
        long started = ManagementFactory.getRuntimeMXBean().getStartTime();
        gauge(out, "process_start_time_seconds", "When this began, in seconds since 1970.", started / 1e3);
        try {
            String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ");
            gauge(out, "process_virtual_memory_bytes", "Memory asked for.", Long.parseLong(pages[0]) * PAGE_BYTES);
            gauge(out, "process_resident_memory_bytes", "Memory in use.", Long.parseLong(pages[1]) * PAGE_BYTES);
        } catch (IOException _) {
            // not a Linux: the rest is told all the same
        }
    }

    private static void gauge(MetricsText out, String name, String help, long value) {
        out.metric(name, "gauge", help).sample(name, "", value);
    }

    private static void gauge(MetricsText out, String name, String help, double value) {
        out.metric(name, "gauge", help).sample(name, "", value);
    }
}
