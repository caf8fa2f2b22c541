package dev.carafe.vsphere.esxi.confinement;

import dev.carafe.vsphere.esxi.json.Json;
import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.process.Confinement;
import dev.carafe.vsphere.esxi.state.StateFile;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** The users and groups of a host's machines. Thread-safe; one machine is started and ended by one thread at a time. */
public final class HostConfinement {
    private static final Logger LOG = System.getLogger(HostConfinement.class.getName());
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    /** How long the last of a machine's processes may take to be gone. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Path file;
    private final String root;
    private final UserRange range;
    private final long mhzPerCpu;
    private final CgroupHierarchy hierarchy;
    /** Who has which user; guarded by this. */
    private final Map<String, Integer> users = new HashMap<>();

    private HostConfinement(Path file, String hostId, UserRange range, long mhzPerCpu, CgroupHierarchy hierarchy) {
        this.file = file;
        this.root = "carafe/" + named(hostId);
        this.range = range;
        this.mhzPerCpu = mhzPerCpu;
        this.hierarchy = hierarchy;
    }

    /**
     * Opens what is written down of earlier machines.
     *
     * @param file where it is
     * @param hostId what tells this host from others on the machine
     * @param mhzPerCpu what one of the host's processors makes, for limits in MHz
     */
    public static HostConfinement open(Path file, String hostId, UserRange range, long mhzPerCpu) throws IOException {
        HostConfinement confinement = new HostConfinement(file, hostId, range, mhzPerCpu, probe());
        if (Files.exists(file)) {
            JsonObject written = Json.decode(Files.readAllBytes(file));
            for (String machine : written.fields().keySet()) {
                confinement.users.put(machine, Math.toIntExact(written.number(machine, -1)));
            }
        }
        return confinement;
    }

    /** What limits there are here, in a sentence for the log; empty groups limit nothing. */
    public String facts() {
        return hierarchy.version2().isPresent()
                ? "cgroup v2"
                : hierarchy.version1().isEmpty()
                        ? "no cgroups, so machines have no limits"
                        : "cgroup v1 with "
                                + String.join(", ", hierarchy.version1().keySet());
    }

    /** The user of a machine, the same for as long as it is not forgotten. */
    public synchronized int user(String machine) throws IOException {
        Integer known = users.get(named(machine));
        if (known != null) {
            return known;
        }
        Set<Integer> taken = new HashSet<>(users.values());
        for (int user = range.first(); user < range.first() + range.count(); user++) {
            if (!taken.contains(user)) {
                users.put(machine, user);
                write();
                return user;
            }
        }
        throw new IOException("all " + range.count() + " users for machines are taken");
    }

    /**
     * Makes a machine's groups with their limits.
     *
     * @param visible the folders that its QEMU needs
     * @param taps the taps to be made for it
     */
    public Confinement prepare(String machine, ResourceLimits limits, List<Path> visible, List<String> taps)
            throws IOException {
        int user = user(machine);
        List<Path> processes = new ArrayList<>();
        for (Path folder : hierarchy.folders(group(machine))) {
            make(folder);
            processes.add(folder.resolve("cgroup.procs"));
        }
        update(machine, limits);
        return new Confinement(user, visible, processes, taps);
    }

    /** Sets other limits, also while it runs. */
    public void update(String machine, ResourceLimits limits) throws IOException {
        for (CgroupSettings.Setting setting : CgroupSettings.of(hierarchy, group(machine), limits, mhzPerCpu)) {
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

    /** Makes all threads of a machine stand still, or go on. */
    public void freeze(String machine, boolean frozen) throws IOException {
        Path folder = hierarchy.version2().orElse(hierarchy.version1().get("freezer"));
        if (folder == null) {
            throw new IOException("there is no freezer on this machine");
        }
        boolean second = hierarchy.version2().isPresent();
        Path control = folder.resolve(group(machine)).resolve(second ? "cgroup.freeze" : "freezer.state");
        String value = second ? (frozen ? "1" : "0") : (frozen ? "FROZEN" : "THAWED");
        Files.writeString(control, value, StandardOpenOption.WRITE);
    }

    /** Takes a machine's groups away after its end; it keeps its user. */
    public void release(String machine) throws IOException {
        for (Path folder : hierarchy.folders(group(machine))) {
            remove(folder);
        }
    }

    /** Takes all of a machine that is no longer on the host. */
    public void forget(String machine) throws IOException {
        release(machine);
        synchronized (this) {
            if (users.remove(named(machine)) != null) {
                write();
            }
        }
    }

    /** Takes away all that there is of the host, whose machines have ended. */
    public void remove() throws IOException {
        List<String> machines;
        synchronized (this) {
            machines = List.copyOf(users.keySet());
        }
        for (String machine : machines) {
            forget(machine);
        }
        close();
    }

    /** Takes the host's own groups away, once those of all machines are. */
    public void close() throws IOException {
        for (Path folder : hierarchy.folders(root)) {
            try {
                Files.deleteIfExists(folder);
                Path all = folder.getParent();
                if (all != null) {
                    Files.deleteIfExists(all);
                }
            } catch (FileSystemException used) {
                LOG.log(Level.DEBUG, "{0} stays: machines run in it, or another host has it", folder);
            }
        }
    }

    private String group(String machine) {
        return root + "/" + named(machine);
    }

    private static String named(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("no name for a group: " + name);
        }
        return name;
    }

    private void write() throws IOException {
        JsonObject all = JsonObject.EMPTY;
        for (Map.Entry<String, Integer> entry : users.entrySet()) {
            all = all.with(entry.getKey(), entry.getValue());
        }
        StateFile.write(file, all.toString());
    }

    /** Makes a group, and in version 2 hands the controllers down to it. */
    private void make(Path folder) throws IOException {
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

    private static CgroupHierarchy probe() throws IOException {
        String mountinfo = Files.readString(Path.of("/proc/self/mountinfo"));
        Set<String> controllers = Set.of();
        var version2 = CgroupHierarchy.version2Mount(mountinfo);
        if (version2.isPresent()) {
            controllers = words(version2.get().resolve("cgroup.controllers"));
        }
        return CgroupHierarchy.parse(mountinfo, controllers);
    }

    private static Set<String> words(Path file) throws IOException {
        return new HashSet<>(Arrays.asList(Files.readString(file).strip().split(" ")));
    }
}
