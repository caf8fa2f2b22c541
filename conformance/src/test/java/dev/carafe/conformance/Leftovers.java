package dev.carafe.conformance;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a cloud could leave on a machine: interfaces, rules, mounts, network namespaces, control groups and processes. */
final class Leftovers {
    private Leftovers() {}

    /** All that there is now, a line each, whoever made it; of processes those that nobody of this run holds any more. */
    static Set<String> now() {
        TreeSet<String> found = new TreeSet<>();
        add(found, "interface", "ip -o link | awk -F': ' '{print $2}' | cut -d@ -f1");
        add(found, "table", "nft list tables");
        add(found, "mount", "awk '{print $2}' /proc/mounts");
        add(found, "netns", "ip netns list | cut -d' ' -f1");
        String held = ProcessHandle.current()
                .descendants()
                .map(process -> "|" + process.pid())
                .collect(Collectors.joining("", "^ *(0", ") "));
        add(
                found,
                "process",
                "ps -eo pid=,stat=,args= | grep -vE '" + held + "' | awk '$2 !~ /^Z/ { $1 = $2 = \"\"; print }'"
                        + " | grep -E '[c]ontainerd|dev[.]carafe[.]cli' | cut -c1-150");
        add(found, "folder", "find /run -maxdepth 1 -name 'carafe-*'");
        add(found, "cgroup", "find /sys/fs/cgroup -maxdepth 2 '(' -name '*carafe*' -o -name 'kubepods*' ')'");
        return found;
    }

    private static void add(Set<String> found, String kind, String script) {
        for (String line : List.of(Command.run("sh", "-c", script).out().split("\n"))) {
            if (!line.isBlank()) {
                found.add(kind + " " + line);
            }
        }
    }
}
