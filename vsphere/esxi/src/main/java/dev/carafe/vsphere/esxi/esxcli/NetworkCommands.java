package dev.carafe.vsphere.esxi.esxcli;

import dev.carafe.vsphere.vim.vim25.HostIpConfig;
import dev.carafe.vsphere.vim.vim25.HostPortGroup;
import dev.carafe.vsphere.vim.vim25.HostVirtualNic;
import dev.carafe.vsphere.vim.vim25.HostVirtualSwitch;
import dev.carafe.vsphere.vim.vim25.PhysicalNic;
import dev.carafe.vsphere.vim.vim25.PhysicalNicLinkInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code esxcli network} but for machines. */
final class NetworkCommands {
    private NetworkCommands() {}

    static List<Command> all() {
        return List.of(
                new Command(
                        "network.firewall",
                        "get",
                        "Show whether there is a firewall; this host has none of its own.",
                        Shape.row("Firewall", "Default Action", "Enabled", "Loaded"),
                        (_, _) -> List.of(List.of("PASS", false, false))),
                new Command(
                        "network.ip.interface",
                        "list",
                        "List the interfaces that the host is managed by.",
                        Shape.rows("NetworkInterface", "Name", "MAC Address", "Enabled", "Portgroup", "MTU"),
                        (host, _) -> host.network().vnic().stream()
                                .map(NetworkCommands::ofHost)
                                .toList()),
                new Command(
                        "network.ip.interface.ipv4",
                        "get",
                        "List the addresses that the host is managed by.",
                        Shape.rows("IPv4Interface", "Name", "IPv4 Address", "IPv4 Netmask", "Address Type"),
                        (host, _) -> host.network().vnic().stream()
                                .map(NetworkCommands::address)
                                .toList()),
                new Command(
                        "network.nic",
                        "list",
                        "List the host's cards.",
                        Shape.rows(
                                "NIC", "Name", "PCI Device", "Driver", "Link Status", "Speed", "Duplex", "MAC Address"),
                        (host, _) -> host.network().pnic().stream()
                                .map(NetworkCommands::card)
                                .toList()),
                new Command(
                        "network.vswitch.standard",
                        "list",
                        "List the virtual switches.",
                        Shape.rows("VirtualSwitch", "Name", "Num Ports", "MTU", "Uplinks[]", "Portgroups[]"),
                        (host, _) -> host.network().vswitch().stream()
                                .map(each -> virtualSwitch(host, each))
                                .toList()),
                new Command(
                        "network.vswitch.standard.portgroup",
                        "list",
                        "List the port groups of the virtual switches.",
                        Shape.rows("PortGroup", "Name", "Virtual Switch", "VLAN ID"),
                        (host, _) -> host.network().portgroup().stream()
                                .map(HostPortGroup::spec)
                                .map(spec -> List.<Object>of(spec.name(), spec.vswitchName(), spec.vlanId()))
                                .toList()));
    }

    private static Object or(@Nullable Object value, Object otherwise) {
        return value == null ? otherwise : value;
    }

    private static List<Object> ofHost(HostVirtualNic nic) {
        return List.of(
                nic.device(),
                or(nic.spec().mac(), ""),
                true,
                nic.portgroup(),
                or(nic.spec().mtu(), 0));
    }

    private static List<Object> address(HostVirtualNic nic) {
        HostIpConfig ip = nic.spec().ip();
        return ip == null
                ? List.of(nic.device(), "", "", "NONE")
                : List.of(nic.device(), or(ip.ipAddress(), ""), or(ip.subnetMask(), ""), ip.dhcp() ? "DHCP" : "STATIC");
    }

    private static List<Object> card(PhysicalNic nic) {
        PhysicalNicLinkInfo link = nic.linkSpeed();
        return List.of(
                nic.device(),
                nic.pci(),
                or(nic.driver(), ""),
                link != null ? "Up" : "Down",
                link == null ? 0 : link.speedMb(),
                link != null && link.duplex() ? "Full" : "Half",
                nic.mac());
    }

    private static List<Object> virtualSwitch(HostView host, HostVirtualSwitch each) {
        return List.of(
                each.name(),
                each.numPorts(),
                or(each.mtu(), 0),
                host.network().pnic().stream()
                        .filter(nic -> each.pnic().contains(nic.key()))
                        .map(PhysicalNic::device)
                        .toList(),
                host.network().portgroup().stream()
                        .map(HostPortGroup::spec)
                        .filter(spec -> spec.vswitchName().equals(each.name()))
                        .map(spec -> spec.name())
                        .toList());
    }
}
