package dev.carafe.vsphere.esxi.vmx;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A machine's snapshots, as its {@code .vmsd} holds them: a tree by each snapshot's parent.
 *
 * @param lastUid the highest number ever given to a snapshot of this machine; the next one has one more
 * @param current the snapshot that the machine stands on
 * @param snapshots each after its parent
 */
public record VmsdFile(int lastUid, OptionalInt current, List<Snapshot> snapshots) {
    /** How many snapshots a machine may have. */
    public static final int SNAPSHOTS_MAX = 496;
    /** How deep the tree may be, as in vSphere. */
    public static final int DEPTH_MAX = 32;

    /** A machine without snapshots. */
    public static final VmsdFile EMPTY = new VmsdFile(0, OptionalInt.empty(), List.of());

    public VmsdFile {
        snapshots = List.copyOf(snapshots);
    }

    /**
     * One snapshot.
     *
     * @param uid its number within the machine
     * @param parent the snapshot that the machine stood on when it was taken
     * @param createTime to the microsecond
     * @param memory whether the state file holds the machine's memory
     * @param stateFile the {@code .vmsn}, in the machine's folder
     * @param disks the descriptor of each disk as it was, by the place of the disk such as {@code scsi0:0}, in order
     * @param extra further settings of this snapshot, by the end of their key, in order
     */
    public record Snapshot(
            int uid,
            OptionalInt parent,
            String displayName,
            String description,
            Instant createTime,
            boolean memory,
            String stateFile,
            Map<String, String> disks,
            Map<String, String> extra) {
        public Snapshot {
            createTime = createTime.truncatedTo(ChronoUnit.MICROS);
            disks = Collections.unmodifiableMap(new LinkedHashMap<>(disks));
            extra = Collections.unmodifiableMap(new LinkedHashMap<>(extra));
        }

        public Snapshot withParent(OptionalInt changed) {
            return new Snapshot(uid, changed, displayName, description, createTime, memory, stateFile, disks, extra);
        }

        public Snapshot withText(String name, String text) {
            return new Snapshot(uid, parent, name, text, createTime, memory, stateFile, disks, extra);
        }

        public Snapshot withDisks(Map<String, String> changed) {
            return new Snapshot(uid, parent, displayName, description, createTime, memory, stateFile, changed, extra);
        }
    }

    /**
     * Reads a file; an empty one is a machine without snapshots.
     *
     * @throws CorruptVmxException when it is no dictionary, or what it holds is no tree
     */
    public static VmsdFile parse(byte[] content) throws CorruptVmxException {
        return VmsdReader.read(VmxFile.parse(content));
    }

    /** The snapshot of that number. */
    public Optional<Snapshot> byUid(int uid) {
        return snapshots.stream().filter(snapshot -> snapshot.uid() == uid).findFirst();
    }

    /** The snapshots taken while the machine stood on that one, or on none. */
    public List<Snapshot> childrenOf(OptionalInt uid) {
        return snapshots.stream()
                .filter(snapshot -> snapshot.parent().equals(uid))
                .toList();
    }

    /** How many snapshots there are from the root to that one. */
    public int depthOf(int uid) {
        int depth = 0;
        Set<Integer> seen = new HashSet<>();
        Optional<Snapshot> at = byUid(uid);
        while (at.isPresent() && seen.add(at.get().uid())) {
            depth++;
            OptionalInt parent = at.get().parent();
            at = parent.isPresent() ? byUid(parent.getAsInt()) : Optional.empty();
        }
        return depth;
    }

    /** The file's content. */
    public byte[] bytes() {
        VmxFile.Builder file = VmxFile.EMPTY.toBuilder();
        file.set(".encoding", "UTF-8");
        file.set("snapshot.lastUID", String.valueOf(lastUid));
        current.ifPresent(uid -> file.set("snapshot.current", String.valueOf(uid)));
        file.set("snapshot.numSnapshots", String.valueOf(snapshots.size()));
        for (int i = 0; i < snapshots.size(); i++) {
            write(snapshots.get(i), "snapshot" + i + ".", file);
        }
        return file.build().bytes();
    }

    private static void write(Snapshot snapshot, String prefix, VmxFile.Builder file) {
        file.set(prefix + "uid", String.valueOf(snapshot.uid()));
        file.set(prefix + "filename", snapshot.stateFile());
        snapshot.parent().ifPresent(parent -> file.set(prefix + "parent", String.valueOf(parent)));
        file.set(prefix + "displayName", snapshot.displayName());
        if (!snapshot.description().isEmpty()) {
            file.set(prefix + "description", snapshot.description());
        }
        if (snapshot.memory()) {
            file.set(prefix + "type", "1");
        }
        // Microseconds since 1970 in two halves, each a signed number of 32 bits.
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, snapshot.createTime());
        file.set(prefix + "createTimeHigh", String.valueOf((int) (micros >> 32)));
        file.set(prefix + "createTimeLow", String.valueOf((int) micros));
        file.set(prefix + "numDisks", String.valueOf(snapshot.disks().size()));
        int disk = 0;
        for (Map.Entry<String, String> entry : snapshot.disks().entrySet()) {
            file.set(prefix + "disk" + disk + ".fileName", entry.getValue());
            file.set(prefix + "disk" + disk + ".node", entry.getKey().toLowerCase(Locale.ROOT));
            disk++;
        }
        snapshot.extra().forEach((key, value) -> file.set(prefix + key, value));
    }
}
