package dev.carafe.vsphere.esxi.confinement;

import dev.carafe.vsphere.esxi.json.Json;
import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.process.Confinement;
import dev.carafe.vsphere.esxi.state.StateFile;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The users and groups of a host's machines. Thread-safe; one machine is started and ended by one thread at a time. */
public final class HostConfinement {
    private static final Logger LOG = System.getLogger(HostConfinement.class.getName());
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private final Path file;
    private final String root;
    private final UserRange range;
    private final CgroupHierarchy hierarchy;
    private final MachineGroups groups;
    /** Who has which user; guarded by this. */
    private final Map<String, Integer> users = new HashMap<>();

    private HostConfinement(Path file, String hostId, UserRange range, long mhzPerCpu, CgroupHierarchy hierarchy) {
        this.file = file;
        this.root = "carafe/" + named(hostId);
        this.range = range;
        this.hierarchy = hierarchy;
        this.groups = new MachineGroups(hierarchy, root, mhzPerCpu);
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
     * @param pools the pools that it is in, the outermost first
     * @param visible the folders that its QEMU needs
     * @param taps the taps to be made for it
     */
    public Confinement prepare(
            String machine, List<PoolLimits> pools, ResourceLimits limits, List<Path> visible, List<String> taps)
            throws IOException {
        int user = user(machine);
        return new Confinement(user, visible, groups.make(machine, pools, limits), taps);
    }

    /** Puts a machine that runs into other pools, or gives those that it is in other limits. */
    public void place(String machine, List<PoolLimits> pools, ResourceLimits limits) throws IOException {
        groups.place(named(machine), pools, limits);
    }

    /** Makes all threads of a machine stand still, or go on. */
    public void freeze(String machine, boolean frozen) throws IOException {
        Path folder = hierarchy.version2().orElse(hierarchy.version1().get("freezer"));
        if (folder == null) {
            throw new IOException("there is no freezer on this machine");
        }
        boolean second = hierarchy.version2().isPresent();
        Path control = folder.resolve(groups.of(named(machine))).resolve(second ? "cgroup.freeze" : "freezer.state");
        String value = second ? (frozen ? "1" : "0") : (frozen ? "FROZEN" : "THAWED");
        Files.writeString(control, value, StandardOpenOption.WRITE);
    }

    /** Takes a machine's groups away after its end; it keeps its user. */
    public void release(String machine) throws IOException {
        groups.remove(named(machine));
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

    static String named(String name) {
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

    private static CgroupHierarchy probe() throws IOException {
        String mountinfo = Files.readString(Path.of("/proc/self/mountinfo"));
        Set<String> controllers = Set.of();
        var version2 = CgroupHierarchy.version2Mount(mountinfo);
        if (version2.isPresent()) {
            controllers = MachineGroups.words(version2.get().resolve("cgroup.controllers"));
        }
        return CgroupHierarchy.parse(mountinfo, controllers);
    }
}
