package dev.carafe.vsphere.esxi.hardware;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileLayout;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileLayoutDiskLayout;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileLayoutEx;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileLayoutExDiskLayout;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileLayoutExDiskUnit;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileLayoutExFileInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileLayoutExSnapshotLayout;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileLayoutSnapshotLayout;
import dev.carafe.vsphere.vim.vim25.VirtualMachineSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which files a machine has and what for.
 *
 * @param files all of them
 * @param disks by device key the layers of each disk, the base first, each with the full names of its files
 */
public record FileLayout(List<MachineFile> files, Map<Integer, List<List<String>>> disks, List<OfSnapshot> snapshots) {
    /**
     * The files of a snapshot.
     *
     * @param dataFile the full name of its description
     * @param memoryFile the full name of its memory; empty when it has none
     */
    public record OfSnapshot(
            ManagedObjectReference<VirtualMachineSnapshot> snapshot,
            String dataFile,
            String memoryFile,
            Map<Integer, List<List<String>>> disks) {
        public OfSnapshot {
            disks = Map.copyOf(disks);
        }
    }

    public FileLayout {
        files = List.copyOf(files);
        disks = Map.copyOf(disks);
        snapshots = List.copyOf(snapshots);
    }

    public VirtualMachineFileLayoutEx extended(Instant now) {
        Map<String, Integer> keys = new HashMap<>();
        List<VirtualMachineFileLayoutExFileInfo> infos = new ArrayList<>();
        for (MachineFile file : files) {
            keys.put(file.path(), infos.size());
            infos.add(VirtualMachineFileLayoutExFileInfo.builder()
                    .key(infos.size())
                    .name(file.path())
                    .type(file.type())
                    .size(file.sizeBytes())
                    .uniqueSize(file.sizeBytes())
                    .backingObjectId("")
                    .accessible(true)
                    .build());
        }
        return VirtualMachineFileLayoutEx.builder()
                .file(infos)
                .disk(layouts(disks, keys))
                .snapshot(snapshots.stream()
                        .map(snapshot -> VirtualMachineFileLayoutExSnapshotLayout.builder()
                                .key(snapshot.snapshot())
                                .dataKey(keys.getOrDefault(snapshot.dataFile(), -1))
                                .memoryKey(keys.getOrDefault(snapshot.memoryFile(), -1))
                                .disk(layouts(snapshot.disks(), keys))
                                .build())
                        .toList())
                .timestamp(now)
                .build();
    }

    private static List<VirtualMachineFileLayoutExDiskLayout> layouts(
            Map<Integer, List<List<String>>> disks, Map<String, Integer> keys) {
        return disks.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(disk -> VirtualMachineFileLayoutExDiskLayout.builder()
                        .key(disk.getKey())
                        .chain(disk.getValue().stream()
                                .map(layer -> VirtualMachineFileLayoutExDiskUnit.builder()
                                        .fileKey(layer.stream()
                                                .filter(keys::containsKey)
                                                .map(keys::get)
                                                .toList())
                                        .build())
                                .toList())
                        .build())
                .toList();
    }

    /** The older form, in which files are named relative to the machine's folder. */
    public VirtualMachineFileLayout plain() {
        return VirtualMachineFileLayout.builder()
                .configFile(names("config", "extendedConfig", "snapshotList", "nvram"))
                .logFile(names("log"))
                .disk(disks.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(disk -> VirtualMachineFileLayoutDiskLayout.builder()
                                .key(disk.getKey())
                                .diskFile(disk.getValue().stream()
                                        .flatMap(List::stream)
                                        .filter(path -> MachineFile.typeOf(path).equals("diskDescriptor"))
                                        .toList())
                                .build())
                        .toList())
                .snapshot(snapshots.stream()
                        .map(snapshot -> VirtualMachineFileLayoutSnapshotLayout.builder()
                                .key(snapshot.snapshot())
                                .snapshotFile(List.of(snapshot.dataFile()))
                                .build())
                        .toList())
                .build();
    }

    private List<String> names(String... types) {
        List<String> wanted = List.of(types);
        return files.stream()
                .filter(file -> wanted.contains(file.type()))
                .map(file -> file.path().substring(file.path().lastIndexOf('/') + 1))
                .toList();
    }

    /** How much space all files take, in bytes. */
    public long committedBytes() {
        return files.stream().mapToLong(MachineFile::sizeBytes).sum();
    }
}
