package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.esxi.network.Plug;
import dev.carafe.vsphere.esxi.network.PortGroup;
import dev.carafe.vsphere.esxi.network.SecurityPolicy;
import dev.carafe.vsphere.esxi.network.VirtualSwitch;
import dev.carafe.vsphere.vim.vim25.HostNetworkPolicy;
import dev.carafe.vsphere.vim.vim25.HostNetworkSecurityPolicy;
import dev.carafe.vsphere.vim.vim25.HostNetworkTrafficShapingPolicy;
import dev.carafe.vsphere.vim.vim25.HostPortGroup;
import dev.carafe.vsphere.vim.vim25.HostPortGroupPort;
import dev.carafe.vsphere.vim.vim25.HostPortGroupSpec;
import dev.carafe.vsphere.vim.vim25.HostVirtualSwitch;
import dev.carafe.vsphere.vim.vim25.HostVirtualSwitchBondBridge;
import dev.carafe.vsphere.vim.vim25.HostVirtualSwitchSpec;
import java.util.List;

/** Virtual switches and port groups in vSphere's words. Pure. */
final class VirtualSwitchView {
    private VirtualSwitchView() {}

    static String switchKey(String name) {
        return "key-vim.host.VirtualSwitch-" + name;
    }

    static String groupKey(String name) {
        return "key-vim.host.PortGroup-" + name;
    }

    static HostVirtualSwitch of(VirtualSwitch each, List<PortGroup> groups, List<Plug> plugs) {
        List<String> own = groups.stream()
                .filter(group -> group.virtualSwitch().equals(each.name()))
                .map(PortGroup::name)
                .toList();
        int used = (int)
                plugs.stream().filter(plug -> own.contains(plug.portGroup())).count();
        List<String> uplinks = each.uplink().stream().toList();
        return HostVirtualSwitch.builder()
                .name(each.name())
                .key(switchKey(each.name()))
                .numPorts(each.ports())
                .numPortsAvailable(Math.max(0, each.ports() - used))
                .mtu(each.mtu())
                .portgroup(own.stream().map(VirtualSwitchView::groupKey).toList())
                .pnic(uplinks.stream().map(HostNetworkView::cardKey).toList())
                .spec(HostVirtualSwitchSpec.builder()
                        .numPorts(each.ports())
                        .mtu(each.mtu())
                        .bridge(
                                uplinks.isEmpty()
                                        ? null
                                        : HostVirtualSwitchBondBridge.builder()
                                                .nicDevice(uplinks)
                                                .build())
                        .policy(policy(each.security()))
                        .build())
                .build();
    }

    /** @param security what holds for it, its own or its switch's */
    static HostPortGroup of(PortGroup group, SecurityPolicy security, List<Plug> plugs) {
        return HostPortGroup.builder()
                .key(groupKey(group.name()))
                .port(plugs.stream()
                        .filter(plug -> plug.portGroup().equals(group.name()))
                        .map(plug -> HostPortGroupPort.builder()
                                .key(plug.tap().name())
                                .mac(List.of(plug.tap().mac().toString()))
                                .type("virtualMachine")
                                .build())
                        .toList())
                .vswitch(switchKey(group.virtualSwitch()))
                .computedPolicy(policy(security))
                .spec(HostPortGroupSpec.builder()
                        .name(group.name())
                        .vlanId(group.vlan())
                        .vswitchName(group.virtualSwitch())
                        .policy(group.security()
                                .map(VirtualSwitchView::policy)
                                .orElseGet(() -> HostNetworkPolicy.builder().build()))
                        .build())
                .build();
    }

    private static HostNetworkPolicy policy(SecurityPolicy security) {
        return HostNetworkPolicy.builder()
                .security(HostNetworkSecurityPolicy.builder()
                        .allowPromiscuous(false)
                        .macChanges(security.macChanges())
                        .forgedTransmits(security.forgedTransmits())
                        .build())
                .shapingPolicy(
                        HostNetworkTrafficShapingPolicy.builder().enabled(false).build())
                .build();
    }
}
