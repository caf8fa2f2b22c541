package dev.carafe.vsphere.esxi.confinement;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The control groups of machines: {@code carafe/HOST/MACHINE}, or {@code carafe/HOST/POOL/…/MACHINE} of one in pools. Where a machine's is
 * now the kernel's file system says, so that an agent finds it wherever the one before left it. What changes groups does so one after
 * another.
 */
final class MachineGroups {
    private static final Logger LOG = System.getLogger(MachineGroups.class.getName());
    /** How long the last of a machine's processes may take to be gone. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** Deeper than pools lie in each other. */
    private static final int DEPTH_MAX = 16;
    /** How often processes are moved that were begun while others were. */
    private static final int ROUNDS_MAX = 100;

    private final CgroupHierarchy hierarchy;
    private final String root;
    private final long mhzPerCpu;

    /** @param root the group that all are in */
    MachineGroups(CgroupHierarchy hierarchy, String root, long mhzPerCpu) {
        this.hierarchy = hierarchy;
        this.root = root;
        this.mhzPerCpu = mhzPerCpu;
    }

    /** The group of a machine; where it would be in no pool when it has none. */
    String of(String machine) {
        return find(machine).orElse(root + "/" + machine);
    }

    private Optional<String> find(String machine) {
        for (Path folder : hierarchy.folders(root)) {
            if (Files.isDirectory(folder.resolve(machine))) {
                return Optional.of(root + "/" + machine);
            }
            try (Stream<Path> below = Files.find(
                    folder,
                    DEPTH_MAX,
                    (path, about) -> about.isDirectory() && machine.equals(String.valueOf(path.getFileName())))) {
                Optional<Path> found = below.findFirst();
                if (found.isPresent()) {
                    return found.map(path -> root + "/" + folder.relativize(path));
                }
            } catch (IOException | java.io.UncheckedIOException absent) {
                LOG.log(Level.DEBUG, "no groups in {0}: {1}", folder, absent.getMessage());
            }
        }
        return Optional.empty();
    }

    /**
     * Makes a machine's group in each hierarchy.
     *
     * @return their {@code cgroup.procs}
     */
    synchronized List<Path> make(String machine, List<PoolLimits> pools, ResourceLimits limits) throws IOException {
        String group = in(pools, machine);
        Optional<String> left = find(machine).filter(other -> !other.equals(group));
        if (left.isPresent()) { // of a machine that ended while its agent was away
            remove(machine);
        }
        makeFolders(group);
        set(pools, group, limits);
        return hierarchy.folders(group).stream()
                .map(folder -> folder.resolve("cgroup.procs"))
                .toList();
    }

    /** Puts the processes of a machine's group into its group in other pools; sets the limits of these in any case. */
    synchronized void place(String machine, List<PoolLimits> pools, ResourceLimits limits) throws IOException {
        Optional<String> before = find(machine);
        if (before.isEmpty()) {
            return;
        }
        String group = in(pools, machine);
        boolean moves = !before.get().equals(group);
        if (moves) {
            makeFolders(group);
        }
        set(pools, group, limits);
        if (moves) {
            List<Path> from = hierarchy.folders(before.get());
            List<Path> to = hierarchy.folders(group);
            for (int i = 0; i < from.size(); i++) {
                move(from.get(i), to.get(i));
            }
            removeFolders(before.get());
        }
    }

    private String in(List<PoolLimits> pools, String machine) {
        StringBuilder group = new StringBuilder(root);
        pools.forEach(pool -> group.append('/').append(HostConfinement.named(pool.name())));
        return group.append('/').append(machine).toString();
    }

    private static void move(Path from, Path to) throws IOException {
        for (int round = 0; round < ROUNDS_MAX; round++) {
            List<String> processes = Files.readAllLines(from.resolve("cgroup.procs"));
            if (processes.isEmpty()) {
                return;
            }
            for (String process : processes) {
                try {
                    Files.writeString(to.resolve("cgroup.procs"), process, StandardOpenOption.WRITE);
                } catch (IOException refused) {
                    if (ProcessHandle.of(Long.parseLong(process)).isPresent()) {
                        throw new IOException("the kernel does not move process " + process + " to " + to, refused);
                    }
                }
            }
        }
    }

    private void set(List<PoolLimits> pools, String group, ResourceLimits limits) throws IOException {
        List<CgroupSettings.Setting> settings = new ArrayList<>();
        String at = root;
        for (PoolLimits pool : pools) {
            at += "/" + pool.name();
            settings.addAll(CgroupSettings.of(hierarchy, at, pool, mhzPerCpu));
        }
        settings.addAll(CgroupSettings.of(hierarchy, group, limits, mhzPerCpu));
        for (CgroupSettings.Setting setting : settings) {
            try {
                Files.writeString(setting.file(), setting.value(), StandardOpenOption.WRITE);
            } catch (IOException refused) {
                if (setting.required()) {
                    throw new IOException(
                            "the kernel does not take " + setting.value() + " for " + setting.file(), refused);
                }
                LOG.log(Level.DEBUG, "no {0} here: {1}", setting.file().getFileName(), refused.getMessage());
            }
        }
    }

    /** Makes a group, and in version 2 hands the controllers down to it. */
    private void makeFolders(String group) throws IOException {
        for (Path folder : hierarchy.folders(group)) {
            if (hierarchy.version2().isPresent()) {
                Path at = hierarchy.version2().get();
                for (Path part : at.relativize(folder)) {
                    Set<String> offered = words(at.resolve("cgroup.controllers"));
                    for (String controller : List.of("cpu", "memory", "pids", "io")) {
                        if (offered.contains(controller)) {
                            Files.writeString(
                                    at.resolve("cgroup.subtree_control"), "+" + controller, StandardOpenOption.WRITE);
                        }
                    }
                    at = at.resolve(part);
                    Files.createDirectories(at);
                }
            } else {
                Files.createDirectories(folder);
            }
        }
    }

    static Set<String> words(Path file) throws IOException {
        return new HashSet<>(Arrays.asList(Files.readString(file).strip().split(" ")));
    }

    /** Takes a machine's groups away, and those of pools that have no other machine. */
    void remove(String machine) throws IOException {
        removeFolders(of(machine));
    }

    private void removeFolders(String group) throws IOException {
        for (Path folder : hierarchy.folders(group)) {
            remove(folder);
        }
        removePools(group);
    }

    private synchronized void removePools(String group) throws IOException {
        String pool = group.substring(0, group.lastIndexOf('/'));
        while (pool.length() > root.length()) {
            for (Path folder : hierarchy.folders(pool)) {
                try {
                    Files.deleteIfExists(folder);
                } catch (FileSystemException used) {
                    LOG.log(Level.DEBUG, "{0} stays: it has other machines", folder);
                }
            }
            pool = pool.substring(0, pool.lastIndexOf('/'));
        }
    }

    private static void remove(Path folder) throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            try {
                Files.delete(folder);
                return;
            } catch (NoSuchFileException gone) {
                return;
            } catch (FileSystemException busy) {
                // The kernel tells nobody when the last process of a group is gone.
                if (busy instanceof DirectoryNotEmptyException || System.nanoTime() > deadline) {
                    throw busy;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }
}
