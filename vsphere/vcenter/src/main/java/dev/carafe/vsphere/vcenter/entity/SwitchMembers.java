package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.host.HostChange;
import dev.carafe.vsphere.vcenter.host.PortsKept;
import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.CannotAccessNetwork;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualSwitchPortConnection;
import dev.carafe.vsphere.vim.vim25.HostNotConnected;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpecOperation;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCardDistributedVirtualPortBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What being a member of a distributed switch lets a host do. */
record SwitchMembers(VCenter vcenter) {
    /**
     * Looks whether a host carries out the distributed port groups that a machine is on.
     *
     * @throws FaultException CannotAccessNetwork for the first card whose group it does not
     */
    void requireNetworks(Entity.VirtualMachine machine, String host) {
        for (VirtualDevice card : devices(machine)) {
            if (card.backing() instanceof VirtualEthernetCardDistributedVirtualPortBackingInfo(var port)) {
                requireNetwork(card, port, host);
            }
        }
    }

    /** What a clone is given: cards on the same port groups, in whichever ports are free. */
    List<VirtualDeviceConfigSpec> cards(Entity.VirtualMachine machine) {
        List<VirtualDeviceConfigSpec> cards = new ArrayList<>();
        for (VirtualDevice card : devices(machine)) {
            if (card.backing() instanceof VirtualEthernetCardDistributedVirtualPortBackingInfo(var port)) {
                VirtualDeviceBackingInfo any = new VirtualEthernetCardDistributedVirtualPortBackingInfo(
                        port.toBuilder().portKey(null).build());
                DataObject plugged = card.with(card.dataType().indexOf("backing"), any);
                cards.add(VirtualDeviceConfigSpec.builder()
                        .operation(VirtualDeviceConfigSpecOperation.ADD)
                        .device((VirtualDevice) plugged)
                        .build());
            }
        }
        return cards;
    }

    /**
     * Has a host reconfigure a machine; the ports that its cards are to be in are kept for them meanwhile.
     *
     * @param arguments of the method, the specification first
     * @throws FaultException ResourceInUse, ResourceNotAvailable, InvalidArgument, before the host is asked
     */
    @Nullable
    Object reconfigure(
            Entity.VirtualMachine machine,
            VirtualMachineConfigSpec spec,
            ManagedMethod method,
            @Nullable Object[] arguments) {
        ManagedObjectReference<VirtualMachine> reference = References.machine(machine.id());
        PortsKept kept = vcenter.hosts().keepPorts(machine, spec.deviceChange());
        if (kept == null) {
            return vcenter.hosts().forward(machine.host(), reference, method, arguments);
        }
        try {
            return vcenter.hosts().reconfigure(kept, reference, method, arguments);
        } catch (FaultException e) {
            if (HostChange.stays(e) || e.fault() instanceof HostNotConnected) { // it was not asked, or says no
                vcenter.hosts().free(kept);
            } else {
                vcenter.hosts().freeWhenKnown(kept);
            }
            throw e;
        }
    }

    private List<VirtualDevice> devices(Entity.VirtualMachine machine) {
        return vcenter.registry()
                .properties(References.machine(machine.id()))
                .filter(VirtualMachineProperties.class::isInstance)
                .map(VirtualMachineProperties.class::cast)
                .map(VirtualMachineProperties::config)
                .map(config -> config.hardware().device())
                .orElse(List.of());
    }

    private void requireNetwork(VirtualDevice card, DistributedVirtualSwitchPortConnection port, String host) {
        String key = Objects.requireNonNullElse(port.portgroupKey(), "");
        Entity.DistributedPortgroup group = vcenter.inventory()
                .read(all -> all.find(key, Entity.DistributedPortgroup.class))
                .orElse(null);
        if (group == null || group.onHosts().containsKey(host)) {
            return;
        }
        String label = card.deviceInfo() == null
                ? "device " + card.key()
                : card.deviceInfo().label();
        boolean connected = card.connectable() != null && card.connectable().connected();
        throw CannotAccessNetwork.builder()
                .device(label)
                .backing(group.name())
                .connected(connected)
                .network(References.portgroup(group.id()))
                .build()
                .exception("Currently connected network interface '" + label + "' uses network '" + group.name()
                        + "', which is not accessible.");
    }
}
