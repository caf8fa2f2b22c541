package dev.carafe.conformance;

import dev.carafe.vsphere.client.PropertyReader;
import dev.carafe.vsphere.client.PropertyReader.Found;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileLayoutEx;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileLayoutExFileInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files of hosts' machines on a datastore that all of them reach, as they name them and as they lie there. */
record MachineFiles(List<VSphereClient> hosts, Path datastore) {
    private static final List<String> PATHS = List.of("layoutEx", "config.files.vmPathName", "runtime.powerState");
    /** A machine may have one of these, called after it, that nothing names. */
    private static final Set<String> UNNAMED = Set.of("nvram", "snapshotList", "log");

    /** The files beside configurations that no machine names. */
    Set<String> unnamed() throws IOException, InterruptedException {
        Set<Path> named = new HashSet<>();
        Set<Path> folders = new HashSet<>();
        for (Found machine : machines()) {
            Path configuration = file(String.valueOf(machine.value("config.files.vmPathName", String.class)));
            folders.add(Objects.requireNonNull(configuration.getParent()));
            named.add(configuration);
            VirtualMachineFileLayoutEx layout = machine.value("layoutEx", VirtualMachineFileLayoutEx.class);
            if (layout != null) {
                boolean suspended = machine.value("runtime.powerState", VirtualMachinePowerState.class)
                        == VirtualMachinePowerState.SUSPENDED;
                named.addAll(named(layout, suspended));
            }
        }
        Set<String> others = new TreeSet<>();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> !named.contains(file))
                        .forEach(file -> others.add(datastore.relativize(file).toString()));
            }
        }
        return others;
    }

    private List<Found> machines() throws IOException, InterruptedException {
        List<Found> machines = new ArrayList<>();
        for (VSphereClient host : hosts) {
            machines.addAll(new PropertyReader(host).readAll(host.content().rootFolder(), "VirtualMachine", PATHS));
        }
        return machines;
    }

    private Set<Path> named(VirtualMachineFileLayoutEx layout, boolean suspended) {
        Map<Integer, VirtualMachineFileLayoutExFileInfo> files =
                layout.file().stream().collect(Collectors.toMap(VirtualMachineFileLayoutExFileInfo::key, each -> each));
        Stream<Integer> disks =
                layout.disk().stream().flatMap(disk -> disk.chain().stream()).flatMap(link -> link.fileKey().stream());
        Stream<Integer> snapshots = layout.snapshot().stream()
                .flatMap(each -> Stream.of(each.dataKey(), each.memoryKey()).filter(Objects::nonNull));
        Stream<VirtualMachineFileLayoutExFileInfo> others = files.values().stream()
                .filter(each -> UNNAMED.contains(each.type())
                        || (suspended && each.type().equals("suspend")));
        return Stream.concat(Stream.concat(disks, snapshots).map(files::get).filter(Objects::nonNull), others)
                .map(each -> file(each.name()))
                .collect(Collectors.toSet());
    }

    private Path file(String path) {
        return datastore.resolve(path.substring(path.indexOf(' ') + 1));
    }
}
