package dev.carafe.vsphere.esxi.vmx;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Reads a {@code .vmsd}, and sees to it that the snapshots are a tree. */
final class VmsdReader {
    private static final int DISKS_MAX = 512;

    private final VmxFile file;
    private final VmxValues values;

    private VmsdReader(VmxFile file) {
        this.file = file;
        this.values = new VmxValues(file);
    }

    static VmsdFile read(VmxFile file) throws CorruptVmxException {
        VmsdReader reader = new VmsdReader(file);
        int count = reader.number("snapshot.numSnapshots", 0, VmsdFile.SNAPSHOTS_MAX);
        int lastUid = reader.number("snapshot.lastUID", 0, Integer.MAX_VALUE);
        int current = reader.number("snapshot.current", 0, Integer.MAX_VALUE);
        List<VmsdFile.Snapshot> snapshots = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            snapshots.add(reader.snapshot("snapshot" + i + "."));
        }
        List<VmsdFile.Snapshot> ordered = reader.ordered(snapshots);
        int highest = ordered.stream().mapToInt(VmsdFile.Snapshot::uid).max().orElse(0);
        if (current != 0 && ordered.stream().noneMatch(snapshot -> snapshot.uid() == current)) {
            throw reader.values.wrong("snapshot.current", "is the number of no snapshot");
        }
        return new VmsdFile(Math.max(lastUid, highest), optional(current), ordered);
    }

    private VmsdFile.Snapshot snapshot(String prefix) throws CorruptVmxException {
        int uid = number(prefix + "uid", 0, Integer.MAX_VALUE);
        if (uid == 0) {
            throw new CorruptVmxException(file.lineOf(prefix + "uid"), prefix + "uid is missing.");
        }
        int parent = number(prefix + "parent", 0, Integer.MAX_VALUE);
        long high = values.number(prefix + "createTimeHigh", 0, Integer.MIN_VALUE, Integer.MAX_VALUE);
        long low = values.number(prefix + "createTimeLow", 0, Integer.MIN_VALUE, 0xffff_ffffL);
        Instant createTime = Instant.EPOCH.plus((high << 32) | (low & 0xffff_ffffL), ChronoUnit.MICROS);
        Map<String, String> disks = new LinkedHashMap<>();
        int count = number(prefix + "numDisks", 0, DISKS_MAX);
        for (int i = 0; i < count; i++) {
            String disk = prefix + "disk" + i + ".";
            String node = values.text(disk + "node").orElseThrow(() -> values.wrong(disk + "node", "is missing"));
            String fileName =
                    values.text(disk + "fileName").orElseThrow(() -> values.wrong(disk + "fileName", "is missing"));
            if (disks.put(node.toLowerCase(Locale.ROOT), fileName) != null) {
                throw values.wrong(disk + "node", "comes twice");
            }
        }
        return new VmsdFile.Snapshot(
                uid,
                optional(parent),
                values.text(prefix + "displayName").orElse(""),
                values.text(prefix + "description").orElse(""),
                createTime,
                number(prefix + "type", 0, Integer.MAX_VALUE) == 1,
                values.text(prefix + "filename").orElse(""),
                disks,
                extra(prefix));
    }

    private Map<String, String> extra(String prefix) {
        Map<String, String> extra = new LinkedHashMap<>();
        values.rest().forEach((key, value) -> {
            if (key.regionMatches(true, 0, prefix, 0, prefix.length())) {
                extra.put(key.substring(prefix.length()), value);
            }
        });
        return extra;
    }

    /** Each after its parent. */
    private List<VmsdFile.Snapshot> ordered(List<VmsdFile.Snapshot> snapshots) throws CorruptVmxException {
        Map<Integer, Integer> depths = new HashMap<>();
        List<VmsdFile.Snapshot> ordered = new ArrayList<>();
        List<VmsdFile.Snapshot> left = new ArrayList<>(snapshots);
        Set<Integer> uids = new HashSet<>();
        for (VmsdFile.Snapshot snapshot : snapshots) {
            if (!uids.add(snapshot.uid())) {
                throw new CorruptVmxException(0, "Two snapshots have the number " + snapshot.uid() + ".");
            }
        }
        while (!left.isEmpty()) {
            int before = left.size();
            left.removeIf(snapshot -> {
                int parent = snapshot.parent().orElse(0);
                Integer depth = parent == 0 ? Integer.valueOf(0) : depths.get(parent);
                if (depth == null) {
                    return false;
                }
                depths.put(snapshot.uid(), depth + 1);
                return ordered.add(snapshot);
            });
            if (left.size() == before) {
                throw new CorruptVmxException(
                        0, "The parent of snapshot " + left.getFirst().uid() + " is missing, or is below it.");
            }
        }
        return ordered;
    }

    private int number(String key, int absent, int max) throws CorruptVmxException {
        return (int) values.number(key, absent, 0, max);
    }

    private static OptionalInt optional(int uid) {
        return uid == 0 ? OptionalInt.empty() : OptionalInt.of(uid);
    }
}
