package dev.carafe.vsphere.esxi.esxcli;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.DatastoreProperties;
import dev.carafe.vsphere.vim.vim25.DatastoreSummary;
import dev.carafe.vsphere.vim.vim25.HostConfigInfo;
import dev.carafe.vsphere.vim.vim25.HostHardwareInfo;
import dev.carafe.vsphere.vim.vim25.HostNetworkInfo;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What commands read: the host and what is on it, as one moment has it.
 *
 * @param now the time of that
 */
record HostView(ObjectSource source, ManagedObjectReference<HostSystem> reference, Instant now) {
    /**
     * A machine that runs.
     *
     * @param world the machine's number, which stands for a world of the kernel's here
     */
    record Running(long world, VirtualMachineProperties machine) {}

    HostSystemProperties host() {
        if (source.properties(reference) instanceof HostSystemProperties host) {
            return host;
        }
        throw unknown();
    }

    private static CommandException unknown() {
        return new CommandException("The host does not say it.");
    }

    HostHardwareInfo hardware() {
        HostHardwareInfo hardware = host().hardware();
        if (hardware == null) {
            throw unknown();
        }
        return hardware;
    }

    HostConfigInfo config() {
        HostConfigInfo config = host().config();
        if (config == null) {
            throw unknown();
        }
        return config;
    }

    HostNetworkInfo network() {
        HostNetworkInfo network = config().network();
        if (network == null) {
            throw unknown();
        }
        return network;
    }

    List<Running> running() {
        List<Running> running = new ArrayList<>();
        for (ManagedObjectReference<VirtualMachine> reference : host().vm()) {
            if (source.properties(reference) instanceof VirtualMachineProperties machine
                    && machine.config() != null
                    && machine.runtime() != null
                    && machine.runtime().powerState() == VirtualMachinePowerState.POWERED_ON) {
                running.add(new Running(number(reference.value()), machine));
            }
        }
        return running;
    }

    private static long number(String id) {
        String digits = id.replaceAll("\\D", "");
        return digits.isEmpty() || digits.length() > 18 ? 0 : Long.parseLong(digits);
    }

    List<DatastoreSummary> datastores() {
        List<DatastoreSummary> datastores = new ArrayList<>();
        host().datastore().forEach(reference -> {
            if (source.properties(reference) instanceof DatastoreProperties datastore && datastore.summary() != null) {
                datastores.add(datastore.summary());
            }
        });
        return datastores;
    }
}
