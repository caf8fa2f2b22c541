package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is left of a cloud after it was removed: nothing. Takes a cloud of its own. */
@Timeout(600)
class ResetTest {
    @Test
    void resetLeavesNothingBehind() {
        List<String> before = leftovers();
        Cloud cloud = Cloud.up();
        cloud.kubectl().apply("""
                {apiVersion: v1, kind: Pod, metadata: {name: last}, spec: {terminationGracePeriodSeconds: 0,
                 volumes: [{name: m, emptyDir: {medium: Memory}}],
                 containers: [{name: a, image: "carafe.local/busybox:1", command: [sleep, "1000"],
                  volumeMounts: [{name: m, mountPath: /m}]}]}}
                """);
        cloud.kubectl()
                .ok(
                        "expose",
                        "pod",
                        "last",
                        "--port=80",
                        "--overrides={\"metadata\":{\"labels\":{\"a\":\"b\"}}}",
                        "--selector=a=b");
        cloud.kubectl().ok("wait", "--for=condition=Ready", "pod/last", "--timeout=90s");
        assertThat(leftovers()).isNotEqualTo(before);
        cloud.carafe("reset", "--yes").orFail();
        assertThat(leftovers()).isEqualTo(before);
        assertThat(Files.exists(cloud.dataDirectory())).isFalse();
        cloud.close();
    }

    /** Interfaces, rules, mounts, namespaces, cgroups and processes, as far as a cloud could have made them. */
    private static List<String> leftovers() {
        TreeSet<String> found = new TreeSet<>();
        add(found, "interface ", "ip -o link | awk -F': ' '{print $2}' | cut -d@ -f1");
        add(found, "table ", "nft list tables");
        add(found, "mount ", "awk '{print $2}' /proc/mounts");
        add(found, "netns ", "ip netns list | cut -d' ' -f1");
        add(found, "process ", "pgrep -fl 'containerd|dev.carafe.cli' | cut -d' ' -f2- | sort -u");
        add(found, "cgroup ", "find /sys/fs/cgroup -maxdepth 2 -name '*carafe*' -o -maxdepth 2 -name 'kubepods*'");
        return List.copyOf(found);
    }

    private static void add(Set<String> found, String prefix, String script) {
        Command.run("sh", "-c", script).out().lines().forEach(line -> found.add(prefix + line));
    }
}
