package dev.carafe.vsphere.vcenter.entity;

import static java.util.Objects.requireNonNull;

import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vcenter.inventory.SwitchDefaults;
import dev.carafe.vsphere.vim.vim25.DVSRuntimeInfo;
import dev.carafe.vsphere.vim.vim25.DVSSummary;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualPortgroupProperties;
import dev.carafe.vsphere.vim.vim25.HostMemberRuntimeInfo;
import dev.carafe.vsphere.vim.vim25.VMwareDVSConfigInfo;
import dev.carafe.vsphere.vim.vim25.VmwareDistributedVirtualSwitchProperties;
import java.util.List;

/** What the properties of distributed switches and port groups are. Pure. */
final class SwitchProperties {
    private SwitchProperties() {}

    /** What a switch's own facts say. */
    static VmwareDistributedVirtualSwitchProperties known(
            VmwareDistributedVirtualSwitchProperties before, Entity.DistributedSwitch of) {
        VMwareDVSConfigInfo config = of.config();
        DVSSummary.Builder summary = requireNonNull(before.summary()).toBuilder()
                .name(of.name())
                .uuid(config.uuid())
                .productInfo(config.productInfo())
                .hostMember(of.hosts().stream().map(References::host).toList())
                .host(List.of())
                .description(config.description())
                .contact(config.contact())
                .numHosts(of.hosts().size());
        return before.toBuilder()
                .uuid(config.uuid())
                .capability(SwitchDefaults.capability())
                .config(config)
                .summary(summary.build())
                .runtime(DVSRuntimeInfo.builder()
                        .hostMemberRuntime(of.hosts().stream()
                                .map(host -> HostMemberRuntimeInfo.builder()
                                        .host(References.host(host))
                                        .status("up")
                                        .build())
                                .toList())
                        .build())
                .build();
    }

    /** What follows from a switch's port groups. */
    static VmwareDistributedVirtualSwitchProperties listed(
            VmwareDistributedVirtualSwitchProperties before,
            Entity.DistributedSwitch of,
            List<Entity.DistributedPortgroup> groups) {
        int ports = groups.stream().mapToInt(group -> group.portKeys().size()).sum();
        return before.toBuilder()
                .portgroup(groups.stream()
                        .map(group -> References.portgroup(group.id()))
                        .toList())
                .config(of.config().toBuilder().numPorts(ports).build())
                .summary(requireNonNull(before.summary()).toBuilder()
                        .numPorts(ports)
                        .portgroupName(groups.stream()
                                .map(Entity.DistributedPortgroup::name)
                                .toList())
                        .vm(groups.stream()
                                .flatMap(group -> group.plugs().values().stream())
                                .map(plug -> plug.machine())
                                .distinct()
                                .sorted()
                                .map(References::machine)
                                .toList())
                        .build())
                .build();
    }

    /** What a port group's own facts say. */
    static DistributedVirtualPortgroupProperties known(
            DistributedVirtualPortgroupProperties before, Entity.DistributedPortgroup group) {
        return before.toBuilder()
                .key(group.id())
                .config(group.config())
                .portKeys(group.portKeys())
                .summary(requireNonNull(before.summary())
                        .withNetwork(References.portgroup(group.id()))
                        .withName(group.name()))
                .build();
    }
}
