package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.inventory.Entities;
import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.PortgroupRules;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vcenter.inventory.SwitchRules;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.DVPortgroupConfigSpec;
import dev.carafe.vsphere.vim.vim25.DVSConfigSpec;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualPort;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualPortgroup;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualSwitchHostMemberConfigSpec;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualSwitchPortCriteria;
import dev.carafe.vsphere.vim.vim25.HostEventArgument;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.NotFound;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vim.vim25.VmwareDistributedVirtualSwitch;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A distributed switch: what it is is vCenter's, what carries it out is its hosts'. */
final class ServedDistributedSwitch implements VmwareDistributedVirtualSwitch, ServedObject {
    private final ManagedObjectReference<VmwareDistributedVirtualSwitch> reference;
    private final VCenter vcenter;
    private final EntityActions actions;

    ServedDistributedSwitch(VCenter vcenter, String id) {
        this.vcenter = vcenter;
        reference = References.distributedSwitch(id);
        actions = new EntityActions(vcenter, reference);
    }

    @Override
    public ManagedObjectReference<VmwareDistributedVirtualSwitch> reference() {
        return reference;
    }

    private Entity.DistributedSwitch entity(Entities all) {
        return SwitchRules.distributedSwitch(all, reference.value());
    }

    @Override
    public void setCustomValue(String key, String value) {
        vcenter.customValues().set(reference, key, value);
    }

    @Override
    public void reload() {
        // it is always what the inventory is
    }

    @Override
    public ManagedObjectReference<Task> rename_Task(String newName) {
        return actions.rename("DistributedVirtualSwitch", newName);
    }

    @Override
    public ManagedObjectReference<Task> destroy_Task() {
        return actions.start("DistributedVirtualSwitch.destroy", _ -> {
            List<String> hosts = vcenter.inventory().read(this::entity).hosts();
            actions.post("DvsDestroyedEvent", Map.of());
            actions.removeNow();
            new HostSwitches(vcenter).carryOut(hosts);
            return null;
        });
    }

    @Override
    public ManagedObjectReference<Task> reconfigureDvs_Task(DVSConfigSpec spec) {
        return actions.start("DistributedVirtualSwitch.reconfigure", _ -> {
            Set<String> hosts =
                    new TreeSet<>(vcenter.inventory().read(this::entity).hosts());
            hosts.addAll(vcenter.inventory()
                    .change(draft -> SwitchRules.reconfigure(draft, reference.value(), spec))
                    .hosts());
            try {
                new HostSwitches(vcenter).carryOut(hosts);
            } catch (FaultException refused) {
                takeBack(spec);
                throw refused;
            }
            actions.post("DvsReconfiguredEvent", Map.of("configSpec", spec));
            tell(spec);
            return null;
        });
    }

    /** Hosts that do not carry a switch out that they were to join are no members of it. */
    private void takeBack(DVSConfigSpec spec) {
        List<DistributedVirtualSwitchHostMemberConfigSpec> back = spec.host().stream()
                .filter(member -> member.operation().equals("add"))
                .map(member -> member.toBuilder().operation("remove").build())
                .toList();
        if (back.isEmpty()) {
            return;
        }
        vcenter.inventory()
                .change(draft -> SwitchRules.reconfigure(
                        draft,
                        reference.value(),
                        DVSConfigSpec.builder().host(back).build()));
        try {
            new HostSwitches(vcenter)
                    .carryOut(back.stream().map(member -> member.host().value()).toList());
        } catch (FaultException _) {
            // what is left there goes when the host is seen again
        }
    }

    private void tell(DVSConfigSpec spec) {
        for (DistributedVirtualSwitchHostMemberConfigSpec member : spec.host()) {
            String name = vcenter.inventory().read(all -> {
                Entity host = all.get(member.host().value());
                return host == null ? member.host().value() : host.name();
            });
            HostEventArgument host = new HostEventArgument(name, member.host());
            switch (member.operation()) {
                case "add" -> actions.post("DvsHostJoinedEvent", Map.of("hostJoined", host));
                case "remove" -> actions.post("DvsHostLeftEvent", Map.of("hostLeft", host));
                default -> {}
            }
        }
    }

    @Override
    public ManagedObjectReference<Task> addDVPortgroup_Task(List<DVPortgroupConfigSpec> spec) {
        return actions.start("DistributedVirtualSwitch.addPortgroups", _ -> {
            List<Entity.DistributedPortgroup> _ = added(spec);
            return null;
        });
    }

    @Override
    public ManagedObjectReference<Task> createDVPortgroup_Task(DVPortgroupConfigSpec spec) {
        return actions.start(
                "DistributedVirtualSwitch.addPortgroup",
                _ -> References.portgroup(added(List.of(spec)).getFirst().id()));
    }

    private List<Entity.DistributedPortgroup> added(List<DVPortgroupConfigSpec> specs) {
        List<Entity.DistributedPortgroup> made = vcenter.inventory().change(draft -> {
            List<Entity.DistributedPortgroup> groups = new ArrayList<>();
            specs.forEach(spec -> groups.add(PortgroupRules.create(draft, reference.value(), spec)));
            return groups;
        });
        made.forEach(group ->
                new EntityActions(vcenter, References.portgroup(group.id())).post("DVPortgroupCreatedEvent", Map.of()));
        new HostSwitches(vcenter)
                .carryOut(vcenter.inventory().read(this::entity).hosts());
        return made;
    }

    @Override
    public List<DistributedVirtualPort> fetchDVPorts(@Nullable DistributedVirtualSwitchPortCriteria criteria) {
        Set<String> on = new HashSet<>();
        vcenter.registry().read(source -> {
            source.references().stream()
                    .filter(object -> source.properties(object) instanceof VirtualMachineProperties machine
                            && machine.runtime() != null
                            && machine.runtime().powerState() == VirtualMachinePowerState.POWERED_ON)
                    .forEach(object -> on.add(object.value()));
            return null;
        });
        return vcenter.inventory().read(all -> SwitchPorts.of(all, entity(all), criteria, on::contains));
    }

    @Override
    public List<String> fetchDVPortKeys(@Nullable DistributedVirtualSwitchPortCriteria criteria) {
        return fetchDVPorts(criteria).stream().map(DistributedVirtualPort::key).toList();
    }

    /** Nothing is kept of ports that would have to be read again. */
    @Override
    public void refreshDVPortState(List<String> portKeys) {}

    @Override
    public ManagedObjectReference<Task> rectifyDvsHost_Task(List<ManagedObjectReference<HostSystem>> hosts) {
        return actions.start("DistributedVirtualSwitch.rectifyHost", _ -> {
            List<String> members = vcenter.inventory().read(this::entity).hosts();
            new HostSwitches(vcenter)
                    .carryOut(
                            hosts.isEmpty()
                                    ? members
                                    : hosts.stream()
                                            .map(ManagedObjectReference::value)
                                            .filter(members::contains)
                                            .toList());
            return null;
        });
    }

    @Override
    public List<Integer> queryUsedVlanIdInDvs() {
        return vcenter.inventory()
                .read(all -> all.heldBy(reference.value(), Entity.DistributedPortgroup.class).stream()
                        .filter(group -> !group.uplink())
                        .map(group -> PortgroupRules.vlan(group.config().defaultPortConfig())
                                .orElse(0))
                        .filter(vlan -> vlan > 0)
                        .distinct()
                        .sorted()
                        .toList());
    }

    @Override
    public @Nullable ManagedObjectReference<DistributedVirtualPortgroup> lookupDvPortGroup(String portgroupKey) {
        return vcenter.inventory()
                .read(all -> all.heldBy(reference.value(), Entity.DistributedPortgroup.class).stream()
                        .filter(group -> group.id().equals(portgroupKey))
                        .findFirst())
                .map(group -> References.portgroup(group.id()))
                .orElseThrow(() -> NotFound.builder()
                        .build()
                        .exception("The switch has no port group of the key '" + portgroupKey + "'."));
    }
}
