package dev.carafe.vsphere.esxi.vm;

import static java.util.Objects.requireNonNull;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileLayoutEx;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileLayoutExFileInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which files of a machine's folder something names, as the API tells of them. */
final class NamedFiles {
    /** Of these there is one that needs no name anywhere, called after the machine. */
    private static final Set<String> UNNAMED = Set.of("nvram", "snapshotList", "log");

    private NamedFiles() {}

    /** The files in a machine's folder that none of the machines names. */
    static List<String> others(
            TestHost host, ManagedObjectReference<VirtualMachine> vm, List<ManagedObjectReference<VirtualMachine>> all)
            throws IOException {
        Set<Path> named = new HashSet<>();
        for (ManagedObjectReference<VirtualMachine> each : all) {
            named.addAll(of(host, each));
        }
        Path folder = requireNonNull(configuration(host, vm).getParent());
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !named.contains(file))
                    .map(file -> folder.getFileName() + "/" + file.getFileName())
                    .sorted()
                    .toList();
        }
    }

    private static Set<Path> of(TestHost host, ManagedObjectReference<VirtualMachine> vm) {
        VirtualMachineFileLayoutEx layout = requireNonNull(host.shown(vm).layoutEx());
        Map<Integer, VirtualMachineFileLayoutExFileInfo> files =
                layout.file().stream().collect(Collectors.toMap(VirtualMachineFileLayoutExFileInfo::key, each -> each));
        boolean suspended = host.runtime(vm).powerState() == VirtualMachinePowerState.SUSPENDED;
        Stream<Integer> disks =
                layout.disk().stream().flatMap(disk -> disk.chain().stream()).flatMap(link -> link.fileKey().stream());
        Stream<Integer> snapshots = layout.snapshot().stream()
                .flatMap(each -> Stream.of(each.dataKey(), each.memoryKey()).filter(Objects::nonNull));
        Set<Path> named = Stream.concat(disks, snapshots)
                .map(files::get)
                .filter(Objects::nonNull)
                .map(each -> file(host, each.name()))
                .collect(Collectors.toSet());
        files.values().stream()
                .filter(each -> UNNAMED.contains(each.type())
                        || (suspended && each.type().equals("suspend")))
                .map(each -> file(host, each.name()))
                .forEach(named::add);
        named.add(configuration(host, vm));
        named.add(configuration(host, vm).resolveSibling("serial.log"));
        return named;
    }

    private static Path configuration(TestHost host, ManagedObjectReference<VirtualMachine> vm) {
        return file(host, requireNonNull(host.config(vm).files().vmPathName()));
    }

    private static Path file(TestHost host, String path) {
        return host.datastore.resolve(path.substring(path.indexOf(' ') + 1));
    }
}
