package dev.carafe.vsphere.vcenter.entity;

import static java.util.Objects.requireNonNull;

import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.Gone;
import dev.carafe.vsphere.vcenter.placement.Demand;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCardDistributedVirtualPortBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSummary;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What machines need of a host. */
record MachineDemand(VCenter vcenter) {
    /** What a machine that is there needs. */
    Demand of(ManagedObjectReference<VirtualMachine> machine) {
        VirtualMachineProperties properties = vcenter.registry()
                .properties(machine)
                .filter(VirtualMachineProperties.class::isInstance)
                .map(VirtualMachineProperties.class::cast)
                .orElseThrow(() -> Gone.fault("VirtualMachine", machine.value()));
        VirtualMachineConfigSummary config =
                requireNonNull(properties.summary()).config();
        return new Demand(
                config.numCpu() == null ? 1 : config.numCpu(),
                config.memorySizeMB() == null ? 0 : config.memorySizeMB(),
                ids(properties.datastore()),
                ids(properties.network()));
    }

    /** The distributed port groups that a machine's cards are on, which a host must carry out that it moves to. */
    Set<String> portgroups(ManagedObjectReference<VirtualMachine> machine) {
        return of(machine).networks().stream()
                .filter(network -> vcenter.inventory()
                        .read(all -> all.find(network, Entity.DistributedPortgroup.class))
                        .isPresent())
                .collect(Collectors.toSet());
    }

    private static Set<String> ids(List<? extends ManagedObjectReference<?>> references) {
        return references.stream().map(ManagedObjectReference::value).collect(Collectors.toSet());
    }

    /**
     * What a machine needs that is to be made.
     *
     * @param within an entity of the datacenter whose datastores are meant
     */
    Demand of(VirtualMachineConfigSpec spec, String within) {
        return new Demand(
                spec.numCPUs() == null ? 1 : spec.numCPUs(),
                spec.memoryMB() == null ? 0 : spec.memoryMB(),
                new Placer(vcenter).datastores(spec, within),
                portgroups(spec));
    }

    /** The distributed port groups that new cards are to be on. */
    static Set<String> portgroups(VirtualMachineConfigSpec spec) {
        Set<String> keys = new HashSet<>();
        spec.deviceChange().forEach(change -> {
            if (change.device().backing() instanceof VirtualEthernetCardDistributedVirtualPortBackingInfo backing
                    && backing.port().portgroupKey() != null) {
                keys.add(backing.port().portgroupKey());
            }
        });
        return keys;
    }
}
