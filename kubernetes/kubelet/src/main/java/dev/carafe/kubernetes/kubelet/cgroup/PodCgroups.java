package dev.carafe.kubernetes.kubelet.cgroup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes and removes pods' control groups under one root. Which version the machine has is looked at
 * once; with the runtime's systemd driver the groups are slices that systemd makes, and only their
 * names are ours.
 *
 * <p>Thread-safe: each group is one pod's, and its parents are made by whoever comes first.
 */
public final class PodCgroups {
    /** What a pod's group is limited to; zero for no limit, CPU times in microseconds. */
    public record Limits(long cpuShares, long quotaUs, long periodUs, long memoryBytes) {}

    private static final List<String> V1_CONTROLLERS = List.of("cpu", "memory", "pids");
    private static final String V2_CONTROLLERS = "+cpu +memory +pids";
    private static final int DEPTH_MAX = 8;

    private final Path mount;
    private final String root;
    private final boolean systemd;
    private final boolean unified;

    /**
     * @param mount where control groups are mounted, {@code /sys/fs/cgroup}
     * @param root the group under which all is made, such as {@code /} or {@code /carafe}
     * @param systemd whether the runtime lets systemd make groups
     */
    public PodCgroups(Path mount, String root, boolean systemd) {
        this.mount = mount;
        this.root = root;
        this.systemd = systemd;
        this.unified = Files.exists(mount.resolve("cgroup.controllers"));
    }

    /** Whether the machine has version 2 alone. */
    public boolean unified() {
        return unified;
    }

    /** The group of a pod, as CRI wants it named. */
    public String parentOf(String uid, String qosClass) {
        List<String> names = names(uid, qosClass);
        if (!systemd) {
            return "/" + String.join("/", names);
        }
        String escaped = String.join(
                "-", names.stream().map(name -> name.replace('-', '_')).toList());
        return escaped + ".slice";
    }

    /** Makes a pod's group and sets its limits; what is there already is only set anew. */
    public void create(String uid, String qosClass, Limits limits) throws IOException {
        if (systemd) {
            return;
        }
        List<String> names = names(uid, qosClass);
        if (unified) {
            createUnified(names, limits);
            return;
        }
        for (String controller : V1_CONTROLLERS) {
            if (!Files.isDirectory(mount.resolve(controller))) {
                continue;
            }
            Path group = mount.resolve(controller).resolve(String.join("/", names));
            Files.createDirectories(group);
            if (controller.equals("cpu")) {
                write(group, "cpu.shares", Long.toString(Math.max(2, limits.cpuShares())));
                if (limits.quotaUs() > 0) {
                    write(group, "cpu.cfs_period_us", Long.toString(limits.periodUs()));
                    write(group, "cpu.cfs_quota_us", Long.toString(limits.quotaUs()));
                }
            } else if (controller.equals("memory") && limits.memoryBytes() > 0) {
                write(group, "memory.limit_in_bytes", Long.toString(limits.memoryBytes()));
            }
        }
    }

    private void createUnified(List<String> names, Limits limits) throws IOException {
        Path group = mount;
        for (String name : names) {
            write(group, "cgroup.subtree_control", V2_CONTROLLERS);
            group = group.resolve(name);
            Files.createDirectories(group);
        }
        // The kernel's own mapping of shares 2…262144 to weights 1…10000.
        long weight = 1 + (Math.max(2, limits.cpuShares()) - 2) * 9_999 / 262_142;
        write(group, "cpu.weight", Long.toString(weight));
        if (limits.quotaUs() > 0) {
            write(group, "cpu.max", limits.quotaUs() + " " + limits.periodUs());
        }
        if (limits.memoryBytes() > 0) {
            write(group, "memory.max", Long.toString(limits.memoryBytes()));
        }
    }

    /** Removes a pod's group with all beneath, in whichever quality of service it is. */
    public void remove(String uid) throws IOException {
        if (systemd) {
            return;
        }
        for (Path group : groupsOf(uid)) {
            removeTree(group, 0);
        }
    }

    /** Where a pod's group may be; many hierarchies in version 1. */
    private List<Path> groupsOf(String uid) throws IOException {
        List<Path> hierarchies = new ArrayList<>();
        if (unified) {
            hierarchies.add(mount);
        } else {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(mount, Files::isDirectory)) {
                for (Path hierarchy : found) {
                    // Names such as cpu are links to cpu,cpuacct on some machines.
                    if (Files.isDirectory(hierarchy, LinkOption.NOFOLLOW_LINKS)) {
                        hierarchies.add(hierarchy);
                    }
                }
            }
        }
        List<Path> groups = new ArrayList<>();
        for (Path hierarchy : hierarchies) {
            for (String qosClass : List.of("Guaranteed", "Burstable", "BestEffort")) {
                Path group = hierarchy.resolve(String.join("/", names(uid, qosClass)));
                if (Files.isDirectory(group)) {
                    groups.add(group);
                }
            }
        }
        return groups;
    }

    private static void removeTree(Path group, int depth) throws IOException {
        if (depth > DEPTH_MAX) {
            throw new IOException("control group too deep: " + group);
        }
        try (DirectoryStream<Path> children = Files.newDirectoryStream(group, Files::isDirectory)) {
            for (Path child : children) {
                removeTree(child, depth + 1);
            }
            Files.delete(group);
        } catch (NoSuchFileException _) {
            // The runtime was faster.
        }
    }

    private List<String> names(String uid, String qosClass) {
        List<String> names = new ArrayList<>();
        for (String part : root.split("/", -1)) {
            if (!part.isEmpty()) {
                names.add(part);
            }
        }
        names.add("kubepods");
        if (qosClass.equals("Burstable")) {
            names.add("burstable");
        } else if (qosClass.equals("BestEffort")) {
            names.add("besteffort");
        }
        names.add("pod" + uid);
        return names;
    }

    private static void write(Path group, String file, String value) throws IOException {
        Files.write(group.resolve(file), value.getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE);
    }
}
