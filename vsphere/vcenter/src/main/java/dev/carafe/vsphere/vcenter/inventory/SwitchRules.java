package dev.carafe.vsphere.vcenter.inventory;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.AlreadyExists;
import dev.carafe.vsphere.vim.vim25.ConcurrentAccess;
import dev.carafe.vsphere.vim.vim25.DVSConfigSpec;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualSwitchHostMember;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualSwitchHostMemberBacking;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualSwitchHostMemberConfigInfo;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualSwitchHostMemberConfigSpec;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualSwitchHostMemberPnicBacking;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.NotFound;
import dev.carafe.vsphere.vim.vim25.ResourceInUse;
import dev.carafe.vsphere.vim.vim25.VMwareDVSConfigInfo;
import dev.carafe.vsphere.vim.vim25.VMwareDVSConfigSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What may be done with distributed switches, and which hosts are members of one. */
public final class SwitchRules {
    private static final int MTU_MIN = 1280;
    private static final int MTU_MAX = 9000;
    private static final int PROXY_PORTS = 512;

    private SwitchRules() {}

    /**
     * Makes a switch and its uplink port group.
     *
     * @param uuid as clients name it in the backings of cards
     * @throws FaultException DuplicateName, InvalidName, NotSupported, NotFound, AlreadyExists, InvalidArgument
     */
    public static Entity.DistributedSwitch create(
            Draft draft, String folder, DVSConfigSpec spec, String uuid, Instant now) {
        FolderRules.requireHolds(FolderRules.folder(draft, folder), "DistributedVirtualSwitch");
        String asked = spec.name();
        if (asked == null) {
            throw refused("spec.configSpec.name", "A distributed switch needs a name.");
        }
        String name = EntityNames.free(draft, folder, asked, "");
        String id = draft.newId(Ids.SWITCH);
        draft.put(new Entity.DistributedSwitch(id, name, folder, SwitchDefaults.config(name, uuid, now), 0));
        Entity.DistributedPortgroup uplinks = PortgroupRules.createUplinks(draft, distributedSwitch(draft, id));
        Entity.DistributedSwitch whole = distributedSwitch(draft, id);
        draft.put(whole.withConfig(whole.config().toBuilder()
                .uplinkPortgroup(List.of(References.portgroup(uplinks.id())))
                .build()));
        return changed(draft, id, spec);
    }

    public static Entity.DistributedSwitch distributedSwitch(Entities entities, String id) {
        return entities.find(id, Entity.DistributedSwitch.class)
                .orElseThrow(() -> Gone.fault("VmwareDistributedVirtualSwitch", id));
    }

    /**
     * Changes a switch, and which hosts are its members.
     *
     * @throws FaultException ConcurrentAccess when somebody was quicker, DuplicateName, InvalidName, NotFound, AlreadyExists,
     *     ResourceInUse, InvalidArgument
     */
    public static Entity.DistributedSwitch reconfigure(Draft draft, String id, DVSConfigSpec spec) {
        requireVersion(distributedSwitch(draft, id).config().configVersion(), spec.configVersion(), id);
        return changed(draft, id, spec);
    }

    static void requireVersion(@Nullable String now, @Nullable String asked, String id) {
        if (asked != null && !asked.isEmpty() && !asked.equals(now)) {
            throw ConcurrentAccess.builder()
                    .build()
                    .exception("The configuration of " + id + " is at version " + now + " and not at " + asked
                            + ": somebody has changed it; read it again.");
        }
    }

    private static Entity.DistributedSwitch changed(Draft draft, String id, DVSConfigSpec spec) {
        Entity.DistributedSwitch before = distributedSwitch(draft, id);
        String name = spec.name() == null
                ? before.name()
                : EntityNames.free(draft, String.valueOf(before.parent()), spec.name(), id);
        VMwareDVSConfigInfo config = before.config();
        VMwareDVSConfigInfo.Builder after = config.toBuilder()
                .name(name)
                .configVersion(next(config.configVersion()))
                .host(members(draft, before, spec.host()));
        if (spec.maxPorts() != null) {
            after.maxPorts(spec.maxPorts());
        }
        if (spec.uplinkPortPolicy() != null) {
            after.uplinkPortPolicy(spec.uplinkPortPolicy());
        }
        if (spec.defaultPortConfig() != null) {
            after.defaultPortConfig(Merge.over(config.defaultPortConfig(), spec.defaultPortConfig()));
        }
        if (spec.description() != null) {
            after.description(spec.description());
        }
        if (spec.contact() != null) {
            after.contact(spec.contact());
        }
        if (spec.policy() != null) {
            after.policy(Merge.over(config.policy(), spec.policy()));
        }
        if (spec instanceof VMwareDVSConfigSpec more) {
            if (more.maxMtu() != null) {
                if (more.maxMtu() < MTU_MIN || more.maxMtu() > MTU_MAX) {
                    throw refused("spec.maxMtu", "An MTU is " + MTU_MIN + " to " + MTU_MAX + ".");
                }
                after.maxMtu(more.maxMtu());
            }
            if (more.linkDiscoveryProtocolConfig() != null) {
                after.linkDiscoveryProtocolConfig(more.linkDiscoveryProtocolConfig());
            }
        }
        return draft.put(before.withName(name).withConfig(after.build()));
    }

    static String next(@Nullable String version) {
        return Integer.toString(version == null ? 1 : Integer.parseInt(version) + 1);
    }

    private static List<DistributedVirtualSwitchHostMember> members(
            Draft draft, Entity.DistributedSwitch of, List<DistributedVirtualSwitchHostMemberConfigSpec> changes) {
        List<DistributedVirtualSwitchHostMember> members =
                new ArrayList<>(of.config().host());
        for (DistributedVirtualSwitchHostMemberConfigSpec change : changes) {
            Entity.Host host = HostRules.host(draft, change.host().value());
            boolean isMember = members.stream().anyMatch(member -> host.id().equals(id(member)));
            switch (change.operation()) {
                case "add" -> {
                    if (isMember) {
                        throw AlreadyExists.builder()
                                .name(host.name())
                                .build()
                                .exception(
                                        "The host '" + host.name() + "' is a member of '" + of.name() + "' already.");
                    }
                    if (!draft.datacenterOf(host.id()).equals(draft.datacenterOf(of.id()))) {
                        throw refused("spec.host.host", "The host '" + host.name() + "' is in another datacenter.");
                    }
                    members.add(member(host, change.backing()));
                }
                case "edit" -> {
                    requireMember(isMember, host, of);
                    members.replaceAll(
                            member -> host.id().equals(id(member)) ? member(host, change.backing()) : member);
                }
                case "remove" -> {
                    requireMember(isMember, host, of);
                    requireUnused(draft, of, host);
                    members.removeIf(member -> host.id().equals(id(member)));
                }
                default -> throw refused("spec.host.operation", "It is add, edit or remove.");
            }
        }
        return members;
    }

    /** The host of a member; every member of ours has one. */
    static String id(DistributedVirtualSwitchHostMember member) {
        ManagedObjectReference<?> host = member.config().host();
        return host == null ? "" : host.value();
    }

    private static DistributedVirtualSwitchHostMember member(
            Entity.Host host, @Nullable DistributedVirtualSwitchHostMemberBacking backing) {
        DistributedVirtualSwitchHostMemberPnicBacking cards = backing
                        instanceof DistributedVirtualSwitchHostMemberPnicBacking named
                ? named.toBuilder()
                        .pnicSpec(named.pnicSpec().stream()
                                .filter(card -> !card.pnicDevice().isBlank())
                                .toList())
                        .build()
                : DistributedVirtualSwitchHostMemberPnicBacking.builder().build();
        if (cards.pnicSpec().size() > 1) {
            throw refused("spec.host.backing", "A host's virtual switch has one uplink at most.");
        }
        return DistributedVirtualSwitchHostMember.builder()
                .config(DistributedVirtualSwitchHostMemberConfigInfo.builder()
                        .host(References.host(host.id()))
                        .maxProxySwitchPorts(PROXY_PORTS)
                        .backing(cards)
                        .build())
                .productInfo(SwitchDefaults.product())
                .status("up")
                .build();
    }

    private static void requireMember(boolean isMember, Entity.Host host, Entity.DistributedSwitch of) {
        if (!isMember) {
            throw NotFound.builder()
                    .build()
                    .exception("The host '" + host.name() + "' is no member of '" + of.name() + "'.");
        }
    }

    private static void requireUnused(Draft draft, Entity.DistributedSwitch of, Entity.Host host) {
        for (Entity.DistributedPortgroup group : draft.heldBy(of.id(), Entity.DistributedPortgroup.class)) {
            for (String machine : Ports.machines(draft, group)) {
                if (draft.get(machine) instanceof Entity.VirtualMachine on
                        && on.host().equals(host.id())) {
                    throw inUse(group, on.name());
                }
            }
        }
    }

    static FaultException inUse(Entity.DistributedPortgroup group, String machine) {
        return ResourceInUse.builder()
                .type("DistributedVirtualPortgroup")
                .name(group.name())
                .build()
                .exception("The resource '" + group.name() + "' is in use: the virtual machine '" + machine
                        + "' is connected to it.");
    }

    /**
     * Removes a switch with its port groups.
     *
     * @throws FaultException ResourceInUse when a machine is connected to one of these
     */
    public static void remove(Draft draft, String id) {
        for (Entity.DistributedPortgroup group : draft.heldBy(id, Entity.DistributedPortgroup.class)) {
            PortgroupRules.requireUnused(draft, group);
            draft.remove(group.id());
        }
        draft.remove(id);
    }

    static FaultException refused(String property, String why) {
        return InvalidArgument.builder()
                .invalidProperty(property)
                .build()
                .exception("A specified parameter was not correct: " + property + ": " + why);
    }
}
