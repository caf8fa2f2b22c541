package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.hardware.DiskFacts;
import dev.carafe.vsphere.esxi.hardware.FileLayout;
import dev.carafe.vsphere.esxi.hardware.MachineFile;
import dev.carafe.vsphere.esxi.machine.Disk;
import dev.carafe.vsphere.esxi.process.MachineProcess;
import dev.carafe.vsphere.esxi.vmx.VmsdFile;
import dev.carafe.vsphere.esxi.vmx.VmxFile;
import dev.carafe.vsphere.esxi.vmx.VmxWriter;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One machine: its state, and the process while it is on. The configuration and the files are changed by the thread of the machine's
 * task alone; the live part also by QEMU's events.
 */
final class Machine {
    private final long id;
    private final ManagedObjectReference<VirtualMachine> reference;
    private final VmHost host;
    private final ReentrantLock lock = new ReentrantLock();
    /** Written under the lock only. */
    private volatile MachineState state;

    private volatile @Nullable MachineProcess process;
    private volatile boolean gone;
    private volatile boolean away;
    /** How many leases let its snapshots' disks be read. */
    private final AtomicInteger exports = new AtomicInteger();

    Machine(long id, VmHost host, MachineState state) {
        this.id = id;
        this.reference = new ManagedObjectReference<>("VirtualMachine", String.valueOf(id));
        this.host = host;
        this.state = state;
    }

    long id() {
        return id;
    }

    ManagedObjectReference<VirtualMachine> reference() {
        return reference;
    }

    VmHost host() {
        return host;
    }

    MachineState state() {
        return state;
    }

    MachineFolder folder() {
        return state.folder();
    }

    String name() {
        return state.hardware().identity().name();
    }

    /** Where its sockets are while it is on; a short path, since a socket's may have 107 bytes only. */
    Path runDirectory() {
        return host.runFolder().resolve(String.valueOf(id));
    }

    Optional<MachineProcess> process() {
        return Optional.ofNullable(process);
    }

    /**
     * The process of a machine that must be on.
     *
     * @throws FaultException InvalidPowerState when it is not
     */
    MachineProcess running() {
        MachineProcess now = process;
        if (now == null || power() != VirtualMachinePowerState.POWERED_ON) {
            throw VmFaults.powerState(power(), VirtualMachinePowerState.POWERED_ON);
        }
        return now;
    }

    void process(@Nullable MachineProcess changed) {
        process = changed;
    }

    VirtualMachinePowerState power() {
        return state.live().power();
    }

    /** @throws FaultException InvalidPowerState when it is in another */
    void require(VirtualMachinePowerState needed) {
        if (power() != needed) {
            throw VmFaults.powerState(power(), needed);
        }
    }

    /** Changes what is known and shows it. */
    void update(UnaryOperator<MachineState> change) {
        lock.lock();
        try {
            String before = name();
            state = change.apply(state);
            if (!name().equals(before)) {
                host.machines().renamed(this, before);
            }
            if (!gone) {
                host.publish(this);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether another host has it, or is to have it: the end of its process here is not its end. */
    boolean isAway() {
        return away;
    }

    void away(boolean elsewhere) {
        away = elsewhere;
    }

    /** Its snapshots' disks are read, until {@link #exported}. */
    void exporting() {
        exports.incrementAndGet();
    }

    void exported() {
        exports.decrementAndGet();
    }

    /**
     * For what would take disks away that are read.
     *
     * @throws FaultException FileLocked while a snapshot is being exported
     */
    void requireNoExport() {
        if (exports.get() > 0) {
            throw VmFaults.locked(folder().vmx(), "a snapshot of the virtual machine is being exported");
        }
    }

    /** From now on it is not shown any more. */
    void forget() {
        lock.lock();
        try {
            gone = true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes a changed configuration down, and shows it with what its files are now.
     *
     * @throws FaultException when it cannot be written; nothing has changed then
     */
    void configure(dev.carafe.vsphere.esxi.machine.VirtualMachine changed) {
        MachineState before = state;
        VmxFile written = VmxWriter.write(changed, before.vmx());
        try {
            before.folder().write(written);
        } catch (IOException failed) {
            throw VmFaults.of(failed, before.folder().vmx());
        }
        update(now ->
                now.withConfiguration(changed, written, host.services().clock().instant()));
        look();
    }

    /** Writes changed snapshots down. */
    void snapshots(VmsdFile changed) {
        try {
            folder().write(changed);
        } catch (IOException failed) {
            throw VmFaults.of(failed, folder().sibling(".vmsd"));
        }
        update(now -> now.withSnapshots(changed));
    }

    /** Looks at the files anew and shows what they are. */
    void look() {
        Map<Integer, DiskFacts> facts = diskFacts(state, host);
        FileLayout layout = layout(state, host, facts, reference);
        update(now -> now.withFiles(facts, layout));
    }

    static Map<Integer, DiskFacts> diskFacts(MachineState state, VmHost host) {
        Map<Integer, DiskFacts> facts = new HashMap<>();
        for (Disk disk : state.hardware().devices().disks()) {
            try {
                facts.put(disk.key(), host.disks().facts(state.folder().path(disk.fileName())));
            } catch (FaultException unreadable) {
                // It is shown by what the configuration says; powering on tells what is wrong.
            }
        }
        return facts;
    }

    private static FileLayout layout(
            MachineState state,
            VmHost host,
            Map<Integer, DiskFacts> facts,
            ManagedObjectReference<VirtualMachine> reference) {
        Map<Integer, List<List<String>>> chains = new HashMap<>();
        facts.forEach((key, disk) -> chains.put(
                key,
                disk.chain().reversed().stream()
                        .map(path -> Layers.files(DatastorePath.parse(path), host))
                        .toList()));
        List<FileLayout.OfSnapshot> snapshots = state.snapshots().snapshots().stream()
                .map(snapshot -> new FileLayout.OfSnapshot(
                        SnapshotViews.reference(reference, snapshot.uid()),
                        state.folder().path(snapshot.stateFile()).toString(),
                        snapshot.memory()
                                ? state.folder()
                                        .path(Layers.memoryFile(snapshot.stateFile()))
                                        .toString()
                                : "",
                        Map.of()))
                .toList();
        try {
            List<MachineFile> files = new ArrayList<>(state.folder().files());
            files.addAll(elsewhere(state, host, chains, files));
            return new FileLayout(files, chains, snapshots);
        } catch (IOException | FaultException unreadable) {
            return new FileLayout(List.of(), chains, snapshots);
        }
    }

    /** The files of disks that are not in the machine's folder. */
    private static List<MachineFile> elsewhere(
            MachineState state, VmHost host, Map<Integer, List<List<String>>> chains, List<MachineFile> known) {
        Set<String> names = known.stream().map(MachineFile::path).collect(Collectors.toSet());
        List<MachineFile> files = new ArrayList<>();
        for (List<List<String>> chain : chains.values()) {
            for (List<String> layer : chain) {
                for (String name : layer) {
                    DatastorePath path = DatastorePath.parse(name);
                    if (!state.folder().owns(path) && names.add(name)) {
                        files.add(new MachineFile(
                                name,
                                MachineFile.typeOf(name),
                                MachineFolder.size(host.disks().file(path))));
                    }
                }
            }
        }
        return files;
    }
}
