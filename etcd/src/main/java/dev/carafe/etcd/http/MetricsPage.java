package dev.carafe.etcd.http;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.carafe.etcd.Member;
import dev.carafe.etcd.StatusResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** {@code /metrics}: what is known of the member, in Prometheus' text form under etcd's names. Safe for any thread. */
final class MetricsPage {
    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final long KIB = 1024;

    private final Member member;
    private final HealthPages health;
    private final CallCounters calls;

    MetricsPage(Member member, HealthPages health, CallCounters calls) {
        this.member = member;
        this.health = health;
        this.calls = calls;
    }

    HttpAnswer answer() {
        StatusResponse status = member.status();
        StringBuilder to = new StringBuilder(8192);
        String version = status.version();
        gauge(
                to,
                "etcd_cluster_version",
                "Which version is running. 1 for 'cluster_version' label with current cluster version",
                "cluster_version=\"" + version.substring(0, version.lastIndexOf('.')) + "\"",
                1);
        gauge(to, "etcd_debugging_mvcc_current_revision", "The current revision of store.", "", status.revision());
        gauge(
                to,
                "etcd_mvcc_db_total_size_in_bytes",
                "Total size of the underlying database physically allocated in bytes.",
                "",
                status.dbSizeBytes());
        gauge(
                to,
                "etcd_mvcc_db_total_size_in_use_in_bytes",
                "Total size of the underlying database logically in use in bytes.",
                "",
                status.dbSizeInUseBytes());
        gauge(
                to,
                "etcd_server_has_leader",
                "Whether or not a leader exists. 1 is existence, 0 is not.",
                "",
                status.leaderId() == 0 ? 0 : 1);
        gauge(
                to,
                "etcd_server_id",
                "Server or member ID in hexadecimal format. 1 for 'server_id' label with current ID.",
                "server_id=\"" + Long.toHexString(status.memberId()) + "\"",
                1);
        gauge(
                to,
                "etcd_server_is_leader",
                "Whether or not this member is a leader. 1 if is, 0 otherwise.",
                "",
                status.leaderId() == status.memberId() ? 1 : 0);
        gauge(
                to,
                "etcd_server_is_learner",
                "Whether or not this member is a learner. 1 if is, 0 otherwise.",
                "",
                status.learner() ? 1 : 0);
        gauge(
                to,
                "etcd_server_proposals_applied_total",
                "The total number of consensus proposals applied.",
                "",
                status.raftAppliedIndex());
        gauge(
                to,
                "etcd_server_proposals_committed_total",
                "The total number of consensus proposals committed.",
                "",
                status.raftIndex());
        gauge(
                to,
                "etcd_server_quota_backend_bytes",
                "Current backend storage quota size in bytes.",
                "",
                status.dbSizeQuotaBytes());
        gauge(
                to,
                "etcd_server_version",
                "Which version is running. 1 for 'server_version' label with current version.",
                "server_version=\"" + version + "\"",
                1);
        counter(to, "etcd_server_health_success", "The total number of successful health checks", health.successes());
        counter(to, "etcd_server_health_failures", "The total number of failed health checks", health.failures());
        calls(to);
        process(to);
        return new HttpAnswer(200, TYPE, to.toString());
    }

    private void calls(StringBuilder to) {
        Map<String, CallCounters.Counted> counted = new TreeMap<>(calls.counted());
        List<String> handled = new ArrayList<>();
        List<String> received = new ArrayList<>();
        List<String> sent = new ArrayList<>();
        List<String> started = new ArrayList<>();
        counted.values().forEach(method -> {
            String labels = method.labels();
            new TreeMap<>(method.handled)
                    .forEach(
                            (code, count) -> handled.add("{grpc_code=\"" + code + "\"," + labels + "} " + count.sum()));
            received.add("{" + labels + "} " + method.received.sum());
            sent.add("{" + labels + "} " + method.sent.sum());
            started.add("{" + labels + "} " + method.started.sum());
        });
        family(
                to,
                "grpc_server_handled_total",
                "Total number of RPCs completed on the server, regardless of success or failure.",
                handled);
        family(
                to,
                "grpc_server_msg_received_total",
                "Total number of RPC stream messages received on the server.",
                received);
        family(to, "grpc_server_msg_sent_total", "Total number of gRPC stream messages sent by the server.", sent);
        family(to, "grpc_server_started_total", "Total number of RPCs started on the server.", started);
    }

    private static void process(StringBuilder to) {
        var runtime = ManagementFactory.getRuntimeMXBean();
        gauge(
                to,
                "process_start_time_seconds",
                "Start time of the process since unix epoch in seconds.",
                "",
                TimeUnit.MILLISECONDS.toSeconds(runtime.getStartTime()));
        memory(to);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            head(to, "process_cpu_seconds_total", "Total user and system CPU time spent in seconds.", "counter");
            to.append("process_cpu_seconds_total ")
                    .append(system.getProcessCpuTime() / (double) TimeUnit.SECONDS.toNanos(1))
                    .append('\n');
            gauge(to, "process_open_fds", "Number of open file descriptors.", "", system.getOpenFileDescriptorCount());
            gauge(
                    to,
                    "process_max_fds",
                    "Maximum number of open file descriptors.",
                    "",
                    system.getMaxFileDescriptorCount());
        }
    }

    /** By Linux's {@code /proc}; left out where there is none. */
    private static void memory(StringBuilder to) {
        List<String> lines;
        try {
            lines = Files.readAllLines(STATUS);
        } catch (IOException _) {
            return;
        }
        for (String line : lines) {
            if (line.startsWith("VmSize:")) {
                gauge(to, "process_virtual_memory_bytes", "Virtual memory size in bytes.", "", bytes(line));
            } else if (line.startsWith("VmRSS:")) {
                gauge(to, "process_resident_memory_bytes", "Resident memory size in bytes.", "", bytes(line));
            }
        }
    }

    private static long bytes(String kibibytes) {
        return Long.parseLong(kibibytes.replaceAll("[^0-9]", "")) * KIB;
    }

    private static void family(StringBuilder to, String name, String help, List<String> samples) {
        if (!samples.isEmpty()) {
            head(to, name, help, "counter");
            samples.forEach(sample -> to.append(name).append(sample).append('\n'));
        }
    }

    private static void counter(StringBuilder to, String name, String help, long value) {
        head(to, name, help, "counter");
        to.append(name).append(' ').append(value).append('\n');
    }

    private static void gauge(StringBuilder to, String name, String help, String labels, long value) {
        head(to, name, help, "gauge");
        to.append(name);
        if (!labels.isEmpty()) {
            to.append('{').append(labels).append('}');
        }
        to.append(' ').append(value).append('\n');
    }

    private static void head(StringBuilder to, String name, String help, String type) {
        to.append("# HELP ").append(name).append(' ').append(help).append('\n');
        to.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }
}
