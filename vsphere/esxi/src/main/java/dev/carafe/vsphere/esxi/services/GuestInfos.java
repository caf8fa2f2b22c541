package dev.carafe.vsphere.esxi.services;

import dev.carafe.vsphere.esxi.guest.GuestFileSystem;
import dev.carafe.vsphere.esxi.guest.GuestInterface;
import dev.carafe.vsphere.esxi.guest.OsInfo;
import dev.carafe.vsphere.esxi.machine.MacAddress;
import dev.carafe.vsphere.vim.vim25.GuestDiskInfo;
import dev.carafe.vsphere.vim.vim25.GuestInfo;
import dev.carafe.vsphere.vim.vim25.GuestNicInfo;
import dev.carafe.vsphere.vim.vim25.NetIpConfigInfo;
import dev.carafe.vsphere.vim.vim25.NetIpConfigInfoIpAddress;
import dev.carafe.vsphere.vim.vim25.VirtualMachineToolsStatus;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** What a guest says of itself in vSphere's words. Pure. */
final class GuestInfos {
    /** What the API calls a card that is none of the machine's. */
    private static final int NO_DEVICE = -1;

    private GuestInfos() {}

    static GuestInfo of(
            String agentVersion,
            Optional<OsInfo> os,
            Optional<String> hostName,
            List<GuestInterface> interfaces,
            List<GuestFileSystem> fileSystems) {
        List<GuestNicInfo> nics = interfaces.stream()
                .filter(one -> one.mac().filter(mac -> mac.value() != 0).isPresent())
                .map(GuestInfos::nic)
                .toList();
        return GuestInfo.builder()
                .toolsStatus(VirtualMachineToolsStatus.TOOLS_OK)
                .toolsVersionStatus("guestToolsUnmanaged")
                .toolsVersionStatus2("guestToolsUnmanaged")
                .toolsRunningStatus("guestToolsRunning")
                .toolsVersion(agentVersion)
                .toolsInstallType("guestToolsTypeOpenVMTools")
                .guestFamily("linuxGuest")
                .guestFullName(os.map(OsInfo::prettyName)
                        .filter(name -> !name.isEmpty())
                        .orElse(null))
                .hostName(hostName.orElse(null))
                .ipAddress(address(nics))
                .net(nics)
                .disk(fileSystems.stream()
                        .filter(one -> one.totalBytes().isPresent()
                                && !one.mountPoint().isEmpty())
                        .map(GuestInfos::disk)
                        .toList())
                .guestState("running")
                .guestOperationsReady(true)
                .interactiveGuestOperationsReady(false)
                .guestStateChangeSupported(true)
                .build();
    }

    private static GuestNicInfo nic(GuestInterface one) {
        List<GuestInterface.Address> addresses = one.addresses();
        return GuestNicInfo.builder()
                .macAddress(one.mac().map(MacAddress::toString).orElse(null))
                .connected(true)
                .deviceConfigId(NO_DEVICE)
                .ipAddress(addresses.stream()
                        .map(address -> address.address().getHostAddress())
                        .toList())
                .ipConfig(NetIpConfigInfo.builder()
                        .ipAddress(addresses.stream()
                                .map(address -> NetIpConfigInfoIpAddress.builder()
                                        .ipAddress(address.address().getHostAddress())
                                        .prefixLength(address.prefixLength())
                                        .state("preferred")
                                        .build())
                                .toList())
                        .build())
                .build();
    }

    /** The first that others reach it by: IPv4 before IPv6, never one of the link alone. */
    private static @org.jspecify.annotations.Nullable String address(List<GuestNicInfo> nics) {
        List<InetAddress> all = nics.stream()
                .flatMap(nic -> nic.ipAddress().stream())
                .map(InetAddress::ofLiteral)
                .filter(address -> !address.isLinkLocalAddress() && !address.isLoopbackAddress())
                .toList();
        return all.stream()
                .filter(Inet4Address.class::isInstance)
                .findFirst()
                .or(() -> all.stream().findFirst())
                .map(InetAddress::getHostAddress)
                .orElse(null);
    }

    private static GuestDiskInfo disk(GuestFileSystem one) {
        long total = one.totalBytes().orElse(0L);
        return GuestDiskInfo.builder()
                .diskPath(one.mountPoint())
                .capacity(total)
                .freeSpace(Math.max(0, total - one.usedBytes().orElse(total)))
                .filesystemType(one.type())
                .build();
    }
}
