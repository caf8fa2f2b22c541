package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.esxi.facts.NicFacts;
import dev.carafe.vsphere.vim.vim25.HostDnsConfig;
import dev.carafe.vsphere.vim.vim25.HostIpConfig;
import dev.carafe.vsphere.vim.vim25.HostIpRouteConfig;
import dev.carafe.vsphere.vim.vim25.HostNetCapabilities;
import dev.carafe.vsphere.vim.vim25.HostNetworkInfo;
import dev.carafe.vsphere.vim.vim25.HostVirtualNic;
import dev.carafe.vsphere.vim.vim25.HostVirtualNicManagerInfo;
import dev.carafe.vsphere.vim.vim25.HostVirtualNicSpec;
import dev.carafe.vsphere.vim.vim25.PhysicalNic;
import dev.carafe.vsphere.vim.vim25.PhysicalNicLinkInfo;
import dev.carafe.vsphere.vim.vim25.PhysicalNicSpec;
import dev.carafe.vsphere.vim.vim25.VirtualNicManagerNetConfig;
import java.util.List;
import java.util.Optional;

/** The host's own network in vSphere's words: its cards, and the one address that its clients reach it at. Pure. */
final class HostNetworkView {
    private HostNetworkView() {}

    static HostNetworkInfo info(HostModel host, HostAddresses addresses) {
        return HostNetworkInfo.builder()
                .pnic(host.facts().nics().stream().map(HostNetworkView::card).toList())
                .vnic(management(addresses).stream().toList())
                .dnsConfig(dns(host, addresses))
                .ipRouteConfig(HostIpRouteConfig.builder().build())
                .ipV6Enabled(addresses.ipv6())
                .build();
    }

    static String cardKey(String device) {
        return "key-vim.host.PhysicalNic-" + device;
    }

    private static PhysicalNic card(NicFacts nic) {
        PhysicalNicSpec spec = PhysicalNicSpec.builder().build();
        return PhysicalNic.builder()
                .key(cardKey(nic.device()))
                .device(nic.device())
                .pci(nic.pci().orElse(""))
                .driver(nic.driver().orElse(null))
                .linkSpeed(nic.speedMb()
                        .map(speed -> PhysicalNicLinkInfo.builder()
                                .speedMb(speed)
                                .duplex(nic.fullDuplex())
                                .build())
                        .orElse(null))
                .spec(spec)
                .wakeOnLanSupported(false)
                .mac(nic.mac())
                .build();
    }

    private static Optional<HostVirtualNic> management(HostAddresses addresses) {
        return addresses
                .management()
                .map(address -> HostVirtualNic.builder()
                        .device(address.device())
                        .key("key-vim.host.VirtualNic-" + address.device())
                        .portgroup("")
                        .spec(HostVirtualNicSpec.builder()
                                .ip(HostIpConfig.builder()
                                        .dhcp(false)
                                        .ipAddress(address.address())
                                        .subnetMask(address.netmask())
                                        .build())
                                .mac(address.mac())
                                .mtu(address.mtu())
                                .build())
                        .build());
    }

    static HostDnsConfig dns(HostModel host, HostAddresses addresses) {
        int dot = host.name().indexOf('.');
        return HostDnsConfig.builder()
                .dhcp(false)
                .hostName(dot < 0 ? host.name() : host.name().substring(0, dot))
                .domainName(dot < 0 ? "" : host.name().substring(dot + 1))
                .address(addresses.nameServers())
                .build();
    }

    /** Which of the host's addresses is for what: the one that it has is for its management. */
    static HostVirtualNicManagerInfo services(HostAddresses addresses) {
        List<HostVirtualNic> nics =
                management(addresses)
                        .map(nic ->
                                nic.toBuilder().key("management." + nic.key()).build())
                        .stream()
                        .toList();
        return HostVirtualNicManagerInfo.builder()
                .netConfig(List.of(VirtualNicManagerNetConfig.builder()
                        .nicType("management")
                        .multiSelectAllowed(true)
                        .candidateVnic(nics)
                        .selectedVnic(nics.stream().map(HostVirtualNic::key).toList())
                        .build()))
                .build();
    }

    /** What of its network can be set through it. */
    static HostNetCapabilities capabilities() {
        return HostNetCapabilities.builder()
                .canSetPhysicalNicLinkSpeed(false)
                .supportsNicTeaming(false)
                .supportsVlan(true)
                .usesServiceConsoleNic(false)
                .supportsNetworkHints(false)
                .vswitchConfigSupported(true)
                .vnicConfigSupported(false)
                .ipRouteConfigSupported(false)
                .dnsConfigSupported(false)
                .dhcpOnVnicSupported(false)
                .ipV6Supported(true)
                .build();
    }
}
