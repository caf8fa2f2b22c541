package dev.carafe.etcd.http;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.carafe.etcd.metrics.Family;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What is known of the process, under the names of Prometheus' libraries. */
final class ProcessFamilies {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final long KIB = 1024;

    private ProcessFamilies() {}

    static List<Family> now() {
        List<Family> all = new ArrayList<>();
        all.add(Family.gauge(
                "process_start_time_seconds",
                "When the process started, in seconds since 1970.",
                TimeUnit.MILLISECONDS.toSeconds(
                        ManagementFactory.getRuntimeMXBean().getStartTime())));
        memory(all);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            all.add(Family.counter(
                    "process_cpu_seconds_total",
                    "Seconds of CPU, user and system.",
                    system.getProcessCpuTime() / (double) TimeUnit.SECONDS.toNanos(1)));
            long open = system.getOpenFileDescriptorCount();
            long most = system.getMaxFileDescriptorCount();
            all.add(Family.gauge("process_open_fds", "Open file descriptors.", open));
            all.add(Family.gauge("process_max_fds", "The most file descriptors.", most));
            all.add(Family.gauge("os_fd_used", "Open file descriptors.", open));
            all.add(Family.gauge("os_fd_limit", "The most file descriptors.", most));
        }
        return all;
    }

    /** By Linux's {@code /proc}; left out where there is none. */
    private static void memory(List<Family> to) {
        List<String> lines;
        try {
            lines = Files.readAllLines(STATUS);
        } catch (IOException _) {
            return;
        }
        for (String line : lines) {
            if (line.startsWith("VmSize:")) {
                to.add(Family.gauge("process_virtual_memory_bytes", "Bytes of virtual memory.", bytes(line)));
            } else if (line.startsWith("VmRSS:")) {
                to.add(Family.gauge("process_resident_memory_bytes", "Bytes of resident memory.", bytes(line)));
            }
        }
    }

    private static long bytes(String kibibytes) {
        return Long.parseLong(kibibytes.replaceAll("[^0-9]", "")) * KIB;
    }
}
