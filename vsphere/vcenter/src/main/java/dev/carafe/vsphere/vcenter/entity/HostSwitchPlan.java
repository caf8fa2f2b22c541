package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.inventory.Entities;
import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.Ids;
import dev.carafe.vsphere.vcenter.inventory.PortgroupRules;
import dev.carafe.vsphere.vim.vim25.BoolPolicy;
import dev.carafe.vsphere.vim.vim25.DVPortSetting;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualSwitchHostMember;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualSwitchHostMemberPnicBacking;
import dev.carafe.vsphere.vim.vim25.HostNetworkInfo;
import dev.carafe.vsphere.vim.vim25.HostNetworkPolicy;
import dev.carafe.vsphere.vim.vim25.HostNetworkSecurityPolicy;
import dev.carafe.vsphere.vim.vim25.HostPortGroup;
import dev.carafe.vsphere.vim.vim25.HostPortGroupSpec;
import dev.carafe.vsphere.vim.vim25.HostVirtualSwitch;
import dev.carafe.vsphere.vim.vim25.HostVirtualSwitchBondBridge;
import dev.carafe.vsphere.vim.vim25.HostVirtualSwitchSpec;
import dev.carafe.vsphere.vim.vim25.VMwareDVSPortSetting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a host has to do so that it carries out the distributed switches that it is a member of: it has a virtual switch of the
 * name of each one's id, and on it a port group of the name of each port group's id, so that a new name of either needs nothing
 * there. Pure.
 */
final class HostSwitchPlan {
    private static final int PORTS = 1536;

    private HostSwitchPlan() {}

    /**
     * A call of the host's network system.
     *
     * @param method its name on the wire
     */
    record Step(String method, List<Object> arguments) {
        Step {
            arguments = List.copyOf(arguments);
        }
    }

    /** @param now what the host has */
    static List<Step> of(Entities entities, String host, HostNetworkInfo now) {
        Map<String, HostVirtualSwitchSpec> switches = new LinkedHashMap<>();
        Map<String, HostPortGroupSpec> groups = new LinkedHashMap<>();
        for (Entity.DistributedSwitch of : entities.heldBy(host, Entity.DistributedSwitch.class)) {
            switches.put(of.id(), spec(of, host));
            for (Entity.DistributedPortgroup group : entities.heldBy(of.id(), Entity.DistributedPortgroup.class)) {
                if (!group.uplink()) {
                    groups.put(group.id(), spec(group));
                }
            }
        }
        List<Step> steps = new ArrayList<>();
        for (HostPortGroup there : now.portgroup()) {
            if (isOurs(there.spec().name(), Ids.PORTGROUP)
                    && isOurs(there.spec().vswitchName(), Ids.SWITCH)
                    && !groups.containsKey(there.spec().name())) {
                steps.add(new Step("RemovePortGroup", List.of(there.spec().name())));
            }
        }
        for (HostVirtualSwitch there : now.vswitch()) {
            if (isOurs(there.name(), Ids.SWITCH) && !switches.containsKey(there.name())) {
                steps.add(new Step("RemoveVirtualSwitch", List.of(there.name())));
            }
        }
        switches.forEach((name, wanted) -> now.vswitch().stream()
                .filter(there -> there.name().equals(name))
                .findFirst()
                .ifPresentOrElse(
                        there -> {
                            if (!isAlike(there.spec(), wanted)) {
                                steps.add(new Step("UpdateVirtualSwitch", List.of(name, wanted)));
                            }
                        },
                        () -> steps.add(new Step("AddVirtualSwitch", List.of(name, wanted)))));
        groups.forEach((name, wanted) -> now.portgroup().stream()
                .map(HostPortGroup::spec)
                .filter(there -> there.name().equals(name))
                .findFirst()
                .ifPresentOrElse(
                        there -> {
                            if (!isAlike(there, wanted)) {
                                steps.add(new Step("UpdatePortGroup", List.of(name, wanted)));
                            }
                        },
                        () -> steps.add(new Step("AddPortGroup", List.of(wanted)))));
        return steps;
    }

    /** Whether a name is one that vCenters give. */
    private static boolean isOurs(String name, String prefix) {
        return name.startsWith(prefix)
                && name.length() > prefix.length()
                && name.substring(prefix.length()).chars().allMatch(Character::isDigit);
    }

    private static HostVirtualSwitchSpec spec(Entity.DistributedSwitch of, String host) {
        List<String> cards = of.config().host().stream()
                .map(DistributedVirtualSwitchHostMember::config)
                .filter(member -> member.host() != null && member.host().value().equals(host))
                .flatMap(member -> member.backing() instanceof DistributedVirtualSwitchHostMemberPnicBacking named
                        ? named.pnicSpec().stream()
                        : Stream.empty())
                .map(card -> card.pnicDevice())
                .toList();
        return HostVirtualSwitchSpec.builder()
                .numPorts(PORTS)
                .mtu(of.config().maxMtu())
                .bridge(
                        cards.isEmpty()
                                ? null
                                : HostVirtualSwitchBondBridge.builder()
                                        .nicDevice(cards)
                                        .build())
                .build();
    }

    private static HostPortGroupSpec spec(Entity.DistributedPortgroup group) {
        DVPortSetting setting = group.config().defaultPortConfig();
        HostNetworkSecurityPolicy security = setting instanceof VMwareDVSPortSetting of && of.securityPolicy() != null
                ? HostNetworkSecurityPolicy.builder()
                        .allowPromiscuous(is(of.securityPolicy().allowPromiscuous()))
                        .macChanges(is(of.securityPolicy().macChanges()))
                        .forgedTransmits(is(of.securityPolicy().forgedTransmits()))
                        .build()
                : null;
        return HostPortGroupSpec.builder()
                .name(group.id())
                .vlanId(PortgroupRules.vlan(setting).orElse(0))
                .vswitchName(group.distributedSwitch())
                .policy(HostNetworkPolicy.builder().security(security).build())
                .build();
    }

    private static boolean is(@Nullable BoolPolicy policy) {
        return policy != null && Boolean.TRUE.equals(policy.value());
    }

    private static boolean isAlike(HostVirtualSwitchSpec there, HostVirtualSwitchSpec wanted) {
        return Objects.equals(there.mtu(), wanted.mtu()) && cards(there).equals(cards(wanted));
    }

    private static List<String> cards(HostVirtualSwitchSpec spec) {
        return spec.bridge() instanceof HostVirtualSwitchBondBridge bond ? bond.nicDevice() : List.of();
    }

    private static boolean isAlike(HostPortGroupSpec there, HostPortGroupSpec wanted) {
        return there.vlanId() == wanted.vlanId()
                && there.vswitchName().equals(wanted.vswitchName())
                && Objects.equals(there.policy().security(), wanted.policy().security());
    }
}
