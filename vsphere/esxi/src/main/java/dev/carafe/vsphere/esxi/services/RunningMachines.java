package dev.carafe.vsphere.esxi.services;

import dev.carafe.vsphere.esxi.machine.Nic;
import dev.carafe.vsphere.esxi.performance.MeasuredMachines;
import dev.carafe.vsphere.esxi.process.MachineProcess;
import dev.carafe.vsphere.esxi.vm.NetworkPorts;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSummary;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The host's machines that run, for being measured. */
public final class RunningMachines implements MeasuredMachines {
    private final ObjectRegistry registry;
    private final Function<ManagedObjectReference<?>, Optional<MachineProcess>> processes;
    private final NetworkPorts network;

    /** @param processes the process of a machine that runs */
    public RunningMachines(
            ObjectRegistry registry,
            Function<ManagedObjectReference<?>, Optional<MachineProcess>> processes,
            NetworkPorts network) {
        this.registry = registry;
        this.processes = processes;
        this.network = network;
    }

    /** What a machine has by its configuration. */
    private record Configured(ManagedObjectReference<?> reference, int cpus, int memoryMib) {}

    @Override
    public List<Measured> running() {
        List<Configured> configured = registry.read(source -> {
            List<Configured> found = new ArrayList<>();
            for (ManagedObjectReference<?> reference : source.references()) {
                if (source.properties(reference) instanceof VirtualMachineProperties machine
                        && machine.summary() != null) {
                    VirtualMachineConfigSummary config = machine.summary().config();
                    found.add(new Configured(
                            reference,
                            config.numCpu() == null ? 1 : config.numCpu(),
                            config.memorySizeMB() == null ? 0 : config.memorySizeMB()));
                }
            }
            return found;
        });
        List<Measured> running = new ArrayList<>();
        for (Configured machine : configured) {
            processes
                    .apply(machine.reference())
                    .ifPresent(process -> running.add(new Measured(
                            machine.reference(),
                            process,
                            machine.cpus(),
                            machine.memoryMib(),
                            taps(machine.reference()))));
        }
        return running;
    }

    /** A machine's number on the host is its reference's value. */
    private Map<Integer, String> taps(ManagedObjectReference<?> machine) {
        Map<Integer, String> taps = new HashMap<>();
        long number = Long.parseLong(machine.value());
        for (int key = Nic.KEY; key < Nic.KEY + Nic.MAX; key++) {
            int card = key;
            network.tap(number, card).ifPresent(tap -> taps.put(card, tap));
        }
        return taps;
    }
}
