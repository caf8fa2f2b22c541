package dev.carafe.vsphere.vcenter.inventory;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.DVPortSetting;
import dev.carafe.vsphere.vim.vim25.DVPortgroupConfigInfo;
import dev.carafe.vsphere.vim.vim25.DVPortgroupConfigSpec;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.NumericRange;
import dev.carafe.vsphere.vim.vim25.VMwareDVSPortSetting;
import dev.carafe.vsphere.vim.vim25.VmwareDistributedVirtualSwitchTrunkVlanSpec;
import dev.carafe.vsphere.vim.vim25.VmwareDistributedVirtualSwitchVlanIdSpec;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What may be done with distributed port groups. */
public final class PortgroupRules {
    private static final int PORTS_MAX = 8192;
    private static final int VLAN_MAX = 4094;
    /** What a host calls all VLANs. */
    private static final int ALL_VLANS = 4095;

    private static final String EARLY = "earlyBinding";
    private static final Set<String> TYPES = Set.of(EARLY, "lateBinding", "ephemeral");

    private PortgroupRules() {}

    public static Entity.DistributedPortgroup portgroup(Entities entities, String id) {
        return entities.find(id, Entity.DistributedPortgroup.class)
                .orElseThrow(() -> Gone.fault("DistributedVirtualPortgroup", id));
    }

    /** The group that a switch's ways out are in. */
    static Entity.DistributedPortgroup createUplinks(Draft draft, Entity.DistributedSwitch of) {
        String name = EntityNames.numbered(
                draft, String.valueOf(of.parent()), of.name() + "-DVUplinks-" + EntityState.number(of.id()));
        return make(
                draft,
                of,
                name,
                true,
                DVPortgroupConfigSpec.builder().numPorts(0).build());
    }

    /** @throws FaultException DuplicateName, InvalidName, InvalidArgument */
    public static Entity.DistributedPortgroup create(Draft draft, String switchId, DVPortgroupConfigSpec spec) {
        Entity.DistributedSwitch of = SwitchRules.distributedSwitch(draft, switchId);
        if (spec.name() == null) {
            throw SwitchRules.refused("spec.name", "A port group needs a name.");
        }
        String name = EntityNames.free(draft, String.valueOf(of.parent()), spec.name(), "");
        return make(draft, of, name, false, spec);
    }

    private static Entity.DistributedPortgroup make(
            Draft draft, Entity.DistributedSwitch of, String name, boolean uplink, DVPortgroupConfigSpec spec) {
        String id = draft.newId(Ids.PORTGROUP);
        DVPortgroupConfigInfo config = DVPortgroupConfigInfo.builder()
                .key(id)
                .name(name)
                .numPorts(0)
                .distributedVirtualSwitch(References.distributedSwitch(of.id()))
                .defaultPortConfig(of.config().defaultPortConfig())
                .type(EARLY)
                .backingType("standard")
                .policy(SwitchDefaults.portgroupPolicy())
                .configVersion("0")
                .autoExpand(true)
                .uplink(uplink)
                .build();
        Entity.DistributedPortgroup bare =
                new Entity.DistributedPortgroup(id, name, of.parent(), of.id(), config, List.of(), Map.of(), Map.of());
        Integer ports = spec.numPorts();
        return changed(draft, bare, name, spec, ports == null ? SwitchDefaults.PORTS : ports);
    }

    /** @throws FaultException ConcurrentAccess, DuplicateName, InvalidName, InvalidArgument, ResourceInUse */
    public static Entity.DistributedPortgroup reconfigure(Draft draft, String id, DVPortgroupConfigSpec spec) {
        Entity.DistributedPortgroup before = portgroup(draft, id);
        SwitchRules.requireVersion(before.config().configVersion(), spec.configVersion(), id);
        String name = spec.name() == null
                ? before.name()
                : EntityNames.free(draft, String.valueOf(before.parent()), spec.name(), id);
        Integer ports = spec.numPorts();
        return changed(
                draft, before, name, spec, ports == null ? before.portKeys().size() : ports);
    }

    private static Entity.DistributedPortgroup changed(
            Draft draft, Entity.DistributedPortgroup before, String name, DVPortgroupConfigSpec spec, int ports) {
        if (ports < 0 || ports > PORTS_MAX) {
            throw SwitchRules.refused("spec.numPorts", "A port group has 0 to " + PORTS_MAX + " ports.");
        }
        String type = spec.type() == null ? before.config().type() : spec.type();
        if (!TYPES.contains(type)) {
            throw SwitchRules.refused("spec.type", "It is earlyBinding, lateBinding or ephemeral.");
        }
        DVPortSetting setting = spec.defaultPortConfig() == null
                ? before.config().defaultPortConfig()
                : Merge.over(before.config().defaultPortConfig(), spec.defaultPortConfig());
        if (vlan(setting).isEmpty()) {
            throw SwitchRules.refused(
                    "spec.defaultPortConfig.vlan", "It is a VLAN of 0 to " + VLAN_MAX + ", or the trunk of them all.");
        }
        DVPortgroupConfigInfo.Builder config = before.config().toBuilder()
                .name(name)
                .type(type)
                .defaultPortConfig(setting)
                .configVersion(SwitchRules.next(before.config().configVersion()));
        if (spec.description() != null) {
            config.description(spec.description());
        }
        if (spec.policy() != null) {
            config.policy(Merge.over(before.config().policy(), spec.policy()));
        }
        if (spec.portNameFormat() != null) {
            config.portNameFormat(spec.portNameFormat());
        }
        if (spec.autoExpand() != null) {
            config.autoExpand(spec.autoExpand());
        }
        Entity.DistributedPortgroup named = before.withName(name).withConfig(config.build());
        return draft.put(sized(draft, named, ports));
    }

    /** With so many ports: those go first that were made last, and nothing is plugged into them. */
    private static Entity.DistributedPortgroup sized(Draft draft, Entity.DistributedPortgroup group, int ports) {
        int more = ports - group.portKeys().size();
        if (more >= 0) {
            return more == 0 ? group : Ports.grown(draft, group, more);
        }
        List<String> left = group.portKeys().subList(0, ports);
        for (String key : group.plugs().keySet()) {
            if (!left.contains(key)) {
                requireUnused(draft, group);
            }
        }
        return group.withPortKeys(left);
    }

    /** What its frames are tagged with; 4095 for all VLANs, empty for what no host can carry out. */
    public static OptionalInt vlan(@Nullable DVPortSetting setting) {
        if (!(setting instanceof VMwareDVSPortSetting of) || of.vlan() == null) {
            return OptionalInt.of(0);
        }
        return switch (of.vlan()) {
            case VmwareDistributedVirtualSwitchVlanIdSpec one
            when one.vlanId() >= 0 && one.vlanId() <= VLAN_MAX -> OptionalInt.of(one.vlanId());
            case VmwareDistributedVirtualSwitchTrunkVlanSpec trunk
            when trunk.vlanId().equals(List.of(new NumericRange(0, VLAN_MAX))) -> OptionalInt.of(ALL_VLANS);
            default -> OptionalInt.empty();
        };
    }

    /** @throws FaultException ResourceInUse */
    static void requireUnused(Draft draft, Entity.DistributedPortgroup group) {
        for (String machine : Ports.machines(draft, group)) {
            if (draft.get(machine) instanceof Entity.VirtualMachine on) {
                throw SwitchRules.inUse(group, on.name());
            }
        }
    }

    /** @throws FaultException ResourceInUse when a machine is connected, NotSupported for a switch's uplinks */
    public static void remove(Draft draft, String id) {
        Entity.DistributedPortgroup group = portgroup(draft, id);
        if (group.uplink()) {
            throw NotSupported.builder()
                    .build()
                    .exception("The uplink port group '" + group.name() + "' goes with its switch only.");
        }
        requireUnused(draft, group);
        draft.remove(id);
    }
}
