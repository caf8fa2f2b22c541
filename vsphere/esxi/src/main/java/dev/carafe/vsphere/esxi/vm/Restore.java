package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.machine.Disk;
import dev.carafe.vsphere.esxi.machine.DiskMode;
import dev.carafe.vsphere.esxi.process.LeftMachines;
import dev.carafe.vsphere.esxi.process.MachineProcess;
import dev.carafe.vsphere.esxi.process.PowerEvent;
import dev.carafe.vsphere.esxi.qemu.Placement;
import dev.carafe.vsphere.esxi.qmp.QmpException;
import dev.carafe.vsphere.esxi.qmp.RunState;
import dev.carafe.vsphere.vim.FaultException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Brings back what the host had when its agent ended. On the thread that starts the agent. */
final class Restore {
    private static final Logger LOG = System.getLogger(Restore.class.getName());

    private final VmHost host;

    Restore(VmHost host) {
        this.host = host;
    }

    /** @param enter shows the machines, whose files were looked at */
    void run(Consumer<List<Machine>> enter) throws IOException {
        // side by side: reading thousands of machines is most of what a start takes
        MachineLoader loader = new MachineLoader(host);
        List<Machine> machines = new ArrayList<>(host.registrations().machines().entrySet())
                .parallelStream()
                        .map(each ->
                                new Machine(each.getKey(), host, loader.loadOrPlaceholder(folder(each.getValue()))))
                        .toList();
        for (Machine machine : machines) { // one after another: several may lie over the same disks
            new Merges(machine).finish();
            host.machines().add(machine);
        }
        machines.parallelStream().forEach(Machine::look);
        enter.accept(machines);
        Set<Path> ran = runDirectories();
        machines.stream()
                .filter(machine -> ran.contains(machine.runDirectory()))
                .forEach(this::takeOver); // most of many were never on
        new Leftovers(host).remove(machines);
    }

    /** The folder of a machine, whose configuration may have got its other name and not been noted under it. */
    private MachineFolder folder(DatastorePath vmx) {
        return new MachineFolder(host.ground().datastores(), vmx);
    }

    /** Those of machines that were on, or were being started, at some time. */
    private Set<Path> runDirectories() throws IOException {
        Set<Path> found = new HashSet<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(host.runFolder())) {
            all.forEach(found::add);
        } catch (DirectoryIteratorException broken) {
            throw broken.getCause();
        }
        return found;
    }

    private void takeOver(Machine machine) {
        boolean starting = LeftMachines.wasStarting(machine.runDirectory());
        if (!LiveNote.isThere(machine) && !starting) {
            return; // looking for its process takes time
        }
        try {
            if (starting) {
                LOG.log(Level.INFO, "machine {0} was being started and is ended", machine.id());
                LeftMachines.endStart(machine.runDirectory());
                MachinePlacement.dismantle(machine);
                LiveNote.forget(machine);
                return;
            }
            PowerListener listener = new PowerListener(machine);
            Placement placement = placement(machine);
            listener.adopted();
            Optional<MachineProcess> process = MachineProcess.adopt(placement, listener);
            if (process.isPresent()) {
                machine.process(process.get());
                host.pools().place(machine); // the earlier agent may have ended between noting its pool and telling the
                // kernel
                settle(machine, process.get());
            } else {
                Optional<PowerEvent.Ended> end = MachineProcess.endOf(placement);
                end.ifPresent(listener);
            }
        } catch (IOException | FaultException failed) {
            LOG.log(Level.ERROR, "machine {0} cannot be taken over: {1}", machine.id(), failed.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Placement placement(Machine machine) {
        Map<Integer, String> taps = new HashMap<>();
        machine.state()
                .hardware()
                .devices()
                .nics()
                .forEach(nic -> host.ground()
                        .network()
                        .tap(machine.id(), nic.key())
                        .ifPresent(tap -> taps.put(nic.key(), tap)));
        return Placement.in(machine.runDirectory()).withTaps(taps);
    }

    /** Decides what a machine is that the agent left in the middle of something. */
    private void settle(Machine machine, MachineProcess process) throws IOException, InterruptedException {
        RunState status = process.monitor().status();
        boolean suspended = machine.state().memoryFile().isPresent();
        boolean neverRan = status == RunState.PRELAUNCH || status == RunState.INMIGRATE;
        if (suspended || neverRan) {
            // Its memory is written down, or it was being powered on and nobody was told that it is.
            LOG.log(Level.INFO, "machine {0} was left half started or half suspended and is ended", machine.id());
            process.powerOff();
            return;
        }
        Files.deleteIfExists(process.placement().moveSocket());
        if (host.registrations().departing().containsKey(machine.id())) {
            return; // another host may have it
        }
        endSaving(process);
        endJobs(process);
        new HeldDevices(machine, process).settle();
        rememberDisks(machine, process);
        StrayLayers.close(machine, process);
        RunState now = process.monitor().status();
        if (now == RunState.PAUSED || now == RunState.POSTMIGRATE) {
            process.monitor().cont(); // it stood still for the agent alone
        }
        GuestWatch.start(machine, process);
    }

    /** Memory that is being written goes to a file that nobody will name, and when it ended the machine would stand still. */
    private static void endSaving(MachineProcess process) throws IOException, InterruptedException {
        switch (process.migration().query().text("status").orElse("none")) {
            case "setup", "active", "device", "cancelling", "pre-switchover" -> {
                try {
                    process.migration().cancel();
                    process.migration().await(_ -> {});
                } catch (QmpException cancelled) {
                    LOG.log(Level.DEBUG, "writing memory was ended: {0}", cancelled.getMessage());
                }
            }
            default -> {}
        }
    }

    /** Merges of disks that the earlier agent began are brought to their end. */
    private static void endJobs(MachineProcess process) throws IOException, InterruptedException {
        for (JsonObject job : process.jobs().list()) {
            String id = job.text("id").orElse("");
            if (id.startsWith(LiveMerge.JOB)) {
                try {
                    process.jobs().await(id, _ -> {});
                } catch (QmpException failed) {
                    LOG.log(Level.WARNING, "a merge of disks did not end well: {0}", failed.getMessage());
                }
            }
        }
    }

    /** What QEMU writes to is what counts when the agent ended between telling the configuration and telling QEMU. */
    private void rememberDisks(Machine machine, MachineProcess process) throws IOException {
        LiveBlocks live = LiveBlocks.of(process);
        List<Disk> disks = new ArrayList<>();
        boolean changed = false;
        for (Disk disk : machine.state().hardware().devices().disks()) {
            Optional<Disk> other = actual(machine, disk, live);
            changed |= other.isPresent();
            disks.add(other.orElse(disk));
        }
        if (changed) {
            var hardware = machine.state().hardware();
            machine.configure(hardware.withDevices(hardware.devices().withDisks(disks)));
        }
    }

    private Optional<Disk> actual(Machine machine, Disk disk, LiveBlocks live) {
        DatastorePath path = machine.folder().path(disk.fileName());
        if (disk.mode() == DiskMode.INDEPENDENT_NONPERSISTENT) {
            return Optional.empty(); // it is written to a disk that no configuration names
        }
        for (DatastorePath descriptor : host.disks().descriptors(path)) {
            Path file = host.disks().chain(descriptor).top().layer().file();
            if (live.active(disk.key()).equals(Optional.of(file))) {
                return descriptor.equals(path)
                        ? Optional.empty()
                        : Optional.of(new Disk(
                                disk.slot(), machine.folder().name(descriptor), disk.capacityBytes(), disk.mode()));
            }
        }
        return Optional.empty();
    }
}
