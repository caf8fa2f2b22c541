package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import dev.carafe.vsphere.esxi.process.Confinement;
import dev.carafe.vsphere.esxi.process.LaunchFailedException;
import dev.carafe.vsphere.esxi.process.MachineProcess;
import dev.carafe.vsphere.esxi.qemu.EfiBoot;
import dev.carafe.vsphere.esxi.qemu.Placement;
import dev.carafe.vsphere.esxi.qemu.QemuCommandLine;
import dev.carafe.vsphere.esxi.qemu.QemuFacts;
import dev.carafe.vsphere.esxi.qemu.UnsupportedHardwareException;
import dev.carafe.vsphere.esxi.qmp.QemuMonitor;
import dev.carafe.vsphere.esxi.qmp.RunState;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.LocalizedMethodFault;
import dev.carafe.vsphere.vim.vim25.MethodFault;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Powers one machine on and off, suspends and resumes it. On the thread of the machine's task. */
final class Power {
    private static final Logger LOG = System.getLogger(Power.class.getName());

    private final Machine machine;
    private final VmHost host;

    Power(Machine machine) {
        this.machine = machine;
        this.host = machine.host();
    }

    /** Boots the machine, goes on where it was suspended, or wakes a guest that sleeps. */
    void on() throws InterruptedException {
        if (machine.power() == VirtualMachinePowerState.POWERED_ON) {
            if (wake()) {
                return;
            }
            throw VmFaults.powerState(VirtualMachinePowerState.POWERED_ON, VirtualMachinePowerState.POWERED_ON);
        }
        if (machine.folder().template()) {
            throw Templates.refusal(machine);
        }
        if (host.place().maintenance().getAsBoolean()) {
            throw VmFaults.invalidState("the host is in maintenance mode");
        }
        Optional<String> memory = machine.state().memoryFile();
        try (Pools.Admission _ =
                host.pools().admit(machine, VirtualMachineConfigSpec.builder().build())) {
            start(memory);
        }
        if (memory.isPresent()) {
            boolean _ = wake(); // it may have been suspended in its sleep
        }
    }

    /** Wakes the guest if it sleeps, and says whether it did. */
    private boolean wake() {
        QemuMonitor monitor = machine.running().monitor();
        try {
            if (monitor.status() != RunState.SUSPENDED) {
                return false;
            }
            monitor.wakeup();
            return true;
        } catch (IOException refused) {
            throw VmFaults.system(String.valueOf(refused.getMessage()));
        }
    }

    private void start(Optional<String> memory) throws InterruptedException {
        host.post(machine, memory.isPresent() ? "VmResumingEvent" : "VmStartingEvent", Map.of());
        try {
            start(memory.map(name -> machine.folder().path(name)), true);
        } catch (FaultException failed) {
            if (failed.fault() instanceof MethodFault reason) {
                host.post(
                        machine,
                        "VmFailedToPowerOnEvent",
                        Map.of("reason", new LocalizedMethodFault(reason, failed.getMessage())));
            }
            throw failed;
        }
        host.post(machine, "VmPoweredOnEvent", Map.of());
    }

    /**
     * Starts QEMU and lets the guest run.
     *
     * @param memory what it goes on from instead of booting
     * @param forget whether the file of the memory is removed, since the disks move on from it
     */
    void start(Optional<DatastorePath> memory, boolean forget) throws InterruptedException {
        VirtualMachine hardware = machine.state().hardware();
        Scratch scratch = new Scratch(host);
        MachineProcess process =
                launch(memory, memory.isPresent(), host.services().clock().instant());
        try {
            if (memory.isPresent()) {
                process.loadState(machine.folder().file(memory.get()));
                if (forget) { // before the guest runs: its disks will be newer than this memory
                    scratch.dooming(List.of(memory.get()));
                    machine.configure(MachineState.withMemoryFile(hardware, Optional.empty()));
                }
            }
            process.monitor().cont();
            if (memory.isPresent() && forget) {
                scratch.destroyDoomed(List.of(memory.get()));
            }
        } catch (IOException | FaultException failed) {
            kill(process);
            throw failed instanceof FaultException fault
                    ? fault
                    : VmFaults.system("the machine could not be started: " + failed.getMessage());
        }
        machine.look();
        GuestWatch.start(machine, process);
    }

    /**
     * Starts QEMU, which stands still.
     *
     * @param memory a file that it is to read its memory from
     * @param receives whether it is to be given its memory, from a file or from another host
     * @param bootTime when the guest was booted
     */
    MachineProcess launch(Optional<DatastorePath> memory, boolean receives, Instant bootTime)
            throws InterruptedException {
        if (!receives && !machine.state().hardware().memory().addedMib().isEmpty()) {
            VirtualMachine grown = machine.state().hardware();
            machine.configure(grown.withMemory(grown.memory().whole()));
        }
        VirtualMachine hardware = machine.state().hardware();
        QemuFacts facts = facts();
        MachinePlacement placed = new MachinePlacement(machine, hardware);
        Placement placement = placed.make(facts);
        if (!receives) { // else it has booted
            EfiBoot.warning(hardware, placement)
                    .ifPresent(text -> host.post(machine, "VmMessageWarningEvent", Map.of("message", text)));
        }
        PowerListener listener = new PowerListener(machine);
        MachineProcess process;
        try {
            Optional<Confinement> confinement = host.ground()
                    .confinements()
                    .prepare(
                            machine.id(),
                            hardware,
                            host.pools().path(machine),
                            placed.visibleFolders(),
                            placed.tapsToMake());
            placed.own(confinement, memory);
            List<String> command = QemuCommandLine.of(hardware, placement, facts, receives);
            process = MachineProcess.start(command, placement, confinement, listener);
        } catch (UnsupportedHardwareException wrong) {
            cleanUp();
            throw VmFaults.config(String.valueOf(wrong.getMessage()));
        } catch (LaunchFailedException refused) {
            cleanUp();
            throw launchFault(String.valueOf(refused.getMessage()));
        } catch (IOException failed) {
            cleanUp();
            throw VmFaults.system("the machine could not be started: " + failed.getMessage());
        }
        machine.process(process);
        listener.started(bootTime, placed.connected(placement));
        try {
            placed.plug(process);
        } catch (IOException failed) {
            kill(process);
            throw VmFaults.system("the machine could not be started: " + failed.getMessage());
        }
        return process;
    }

    private QemuFacts facts() {
        try {
            return host.ground().qemu().facts();
        } catch (IOException absent) {
            throw VmFaults.system(String.valueOf(absent.getMessage()));
        }
    }

    private FaultException launchFault(String detail) {
        boolean locked = detail.contains("lock");
        return locked
                ? VmFaults.locked(machine.folder().vmx(), "a disk of it is in use: " + detail)
                : VmFaults.config("QEMU refused the machine: " + detail);
    }

    private void cleanUp() {
        MachinePlacement.dismantle(machine);
    }

    /** Ends the process of a machine that was not to be told of. */
    void kill(MachineProcess process) throws InterruptedException {
        try {
            process.powerOff();
        } catch (IOException stuck) {
            LOG.log(Level.ERROR, "machine {0} does not end: {1}", machine.id(), stuck.getMessage());
        }
    }

    /** Switches the machine off, or forgets the memory of a suspended one. */
    void off() throws InterruptedException {
        switch (machine.power()) {
            case POWERED_OFF, UNRECOGNIZED ->
                throw VmFaults.powerState(machine.power(), VirtualMachinePowerState.POWERED_ON);
            case SUSPENDED -> {
                forgetMemory();
                host.post(machine, "VmPoweredOffEvent", Map.of());
            }
            case POWERED_ON -> {
                host.post(machine, "VmStoppingEvent", Map.of());
                end(machine.running());
            }
        }
        machine.look();
    }

    /** Ends the process; its listener tells of the rest. */
    void end(MachineProcess process) throws InterruptedException {
        try {
            process.powerOff();
        } catch (IOException stuck) {
            throw VmFaults.system(String.valueOf(stuck.getMessage()));
        }
    }

    private void forgetMemory() {
        List<DatastorePath> file = machine.state().memoryFile().map(machine.folder()::path).stream()
                .toList();
        Scratch scratch = new Scratch(host);
        scratch.dooming(file);
        machine.configure(MachineState.withMemoryFile(machine.state().hardware(), Optional.empty()));
        machine.update(state -> state.withLive(PowerListener.off(state.live(), false)));
        scratch.destroyDoomed(file);
    }

    void reset() {
        MachineProcess process = machine.running();
        host.post(machine, "VmResettingEvent", Map.of());
        try {
            process.monitor().reset();
            process.monitor().cont(); // one that stands still after a failed write goes on from its boot
        } catch (IOException refused) {
            throw VmFaults.system(String.valueOf(refused.getMessage()));
        }
        machine.update(state -> state.withLive(
                PowerListener.booted(state.live(), host.services().clock().instant())));
    }

    /** Writes the memory to a file and ends the machine. */
    void suspend() throws InterruptedException {
        MachineProcess process = machine.running();
        UnsavableState.refuseSuspend(machine);
        host.post(machine, "VmSuspendingEvent", Map.of());
        DatastorePath file = machine.folder()
                .sibling("-" + Long.toHexString(host.services().uuids().get().getMostSignificantBits()) + ".vmss");
        Scratch scratch = new Scratch(host);
        scratch.making(List.of(file));
        Path target = machine.folder().file(file);
        try {
            MachinePlacement.provide(target, process.placement().runDirectory());
            process.saveState(target);
            DurableFile.sync(target);
        } catch (IOException failed) {
            scratch.undo(List.of(file));
            throw VmFaults.of(failed, file);
        }
        // Named before QEMU ends: from here on the machine is suspended whatever happens.
        machine.configure(MachineState.withMemoryFile(
                machine.state().hardware(), Optional.of(machine.folder().name(file))));
        scratch.settled(List.of(file));
        end(process);
        machine.look();
    }
}
