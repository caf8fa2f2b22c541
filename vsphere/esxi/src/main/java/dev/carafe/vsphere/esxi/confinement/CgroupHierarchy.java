package dev.carafe.vsphere.esxi.confinement;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Where the kernel's control groups are. Pure.
 *
 * @param version1 the folder of each controller of version 1
 * @param version2 the folder of version 2, when it has controllers
 */
record CgroupHierarchy(Map<String, Path> version1, Optional<Path> version2) {
    /** The controllers that limit machines. */
    static final List<String> CONTROLLERS = List.of("cpu", "memory", "pids", "blkio", "freezer");

    CgroupHierarchy {
        version1 = new TreeMap<>(version1);
    }

    /**
     * Reads {@code /proc/self/mountinfo}.
     *
     * @param version2Controllers the words of {@code cgroup.controllers} of version 2; empty when it has none
     */
    static CgroupHierarchy parse(String mountinfo, Set<String> version2Controllers) {
        Map<String, Path> version1 = new TreeMap<>();
        Optional<Path> version2 = Optional.empty();
        for (String line : mountinfo.split("\n")) {
            String[] halves = line.split(" - ", 2);
            String[] mount = halves[0].split(" ");
            if (halves.length < 2 || mount.length < 5) {
                continue;
            }
            String[] type = halves[1].split(" ");
            Path folder = Path.of(unescaped(mount[4]));
            if (type[0].equals("cgroup2") && version2Controllers.contains("memory")) {
                version2 = Optional.of(folder);
            } else if (type[0].equals("cgroup") && type.length > 2) {
                Set<String> options = new HashSet<>(Arrays.asList(type[2].split(",")));
                for (String controller : CONTROLLERS) {
                    if (options.contains(controller)) {
                        version1.putIfAbsent(controller, folder);
                    }
                }
            }
        }
        return new CgroupHierarchy(version2.isPresent() ? Map.of() : version1, version2);
    }

    /** The folder of version 2 in {@code /proc/self/mountinfo}, with controllers or without. */
    static Optional<Path> version2Mount(String mountinfo) {
        return mountinfo
                .lines()
                .filter(line -> line.contains(" - cgroup2 "))
                .map(line -> Path.of(unescaped(line.split(" ")[4])))
                .findFirst();
    }

    /** The folders of a group, each once: controllers may share one. */
    List<Path> folders(String group) {
        return version2.map(root -> List.of(root.resolve(group)))
                .orElseGet(() -> version1.values().stream()
                        .distinct()
                        .map(root -> root.resolve(group))
                        .toList());
    }

    /** The kernel writes blanks and the like as {@code \040}. */
    private static String unescaped(String path) {
        return path.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
    }
}
