package dev.carafe.vsphere.vcenter.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.vcenter.host.Blank;
import dev.carafe.vsphere.vim.vim25.GuestDiskInfo;
import dev.carafe.vsphere.vim.vim25.GuestInfo;
import dev.carafe.vsphere.vim.vim25.GuestNicInfo;
import dev.carafe.vsphere.vim.vim25.GuestStackInfo;
import dev.carafe.vsphere.vim.vim25.NetDnsConfigInfo;
import dev.carafe.vsphere.vim.vim25.NetIpConfigInfo;
import dev.carafe.vsphere.vim.vim25.NetIpConfigInfoIpAddress;
import dev.carafe.vsphere.vim.vim25.NetIpRouteConfigInfo;
import dev.carafe.vsphere.vim.vim25.NetIpRouteConfigInfoGateway;
import dev.carafe.vsphere.vim.vim25.NetIpRouteConfigInfoIpRoute;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MachineGuestTest {
    private static final VirtualMachineProperties MACHINE =
            Blank.properties("VirtualMachine", VirtualMachineProperties.class).toBuilder()
                    .guest(GuestInfo.builder()
                            .guestState("running")
                            .toolsRunningStatus("guestToolsRunning")
                            .toolsVersion("2.3")
                            .toolsVersionStatus2("guestToolsTooOld")
                            .toolsInstallType("guestToolsTypeOpenVMTools")
                            .net(List.of(GuestNicInfo.builder()
                                    .macAddress("00:50:56:00:00:07")
                                    .connected(true)
                                    .deviceConfigId(4000)
                                    .ipConfig(NetIpConfigInfo.builder()
                                            .ipAddress(List.of(NetIpConfigInfoIpAddress.builder()
                                                    .ipAddress("10.0.0.5")
                                                    .prefixLength(24)
                                                    .state("preferred")
                                                    .build()))
                                            .build())
                                    .build()))
                            .ipStack(List.of(GuestStackInfo.builder()
                                    .dnsConfig(NetDnsConfigInfo.builder()
                                            .dhcp(false)
                                            .hostName("web")
                                            .domainName("example.org")
                                            .ipAddress(List.of("10.0.0.1"))
                                            .searchDomain(List.of("example.org"))
                                            .build())
                                    .ipRouteConfig(NetIpRouteConfigInfo.builder()
                                            .ipRoute(List.of(NetIpRouteConfigInfoIpRoute.builder()
                                                    .network("0.0.0.0")
                                                    .prefixLength(0)
                                                    .gateway(NetIpRouteConfigInfoGateway.builder()
                                                            .ipAddress("10.0.0.1")
                                                            .device("0")
                                                            .build())
                                                    .build()))
                                            .build())
                                    .build()))
                            .disk(List.of(GuestDiskInfo.builder()
                                    .diskPath("/")
                                    .capacity(100L)
                                    .freeSpace(40L)
                                    .filesystemType("ext4")
                                    .build()))
                            .build())
                    .build();

    @Test
    void aGuestsNetworkIsToldAsItsToolsSayIt() {
        assertThat(MachineGuest.networking(MACHINE).toString())
                .contains("host_name=web", "domain_name=example.org", "ip_addresses=[10.0.0.1]");
        assertThat(MachineGuest.interfaces(MACHINE))
                .hasToString("[{mac_address=00:50:56:00:00:07, nic=4000,"
                        + " ip={ip_addresses=[{ip_address=10.0.0.5, prefix_length=24, state=PREFERRED}]}}]");
        assertThat(MachineGuest.routes(MACHINE))
                .hasToString("[{network=0.0.0.0, prefix_length=0, gateway_address=10.0.0.1, interface_index=0}]");
    }

    @Test
    void fileSystemsAreKeyedByTheirPath() {
        assertThat(MachineGuest.fileSystems(MACHINE).entries())
                .hasToString("{/={capacity=100, free_space=40, filesystem=ext4, mappings=[]}}");
    }

    @Test
    void toolsAreSaidInTheWordsOfVapi() {
        assertThat(MachineGuest.tools(MACHINE))
                .containsEntry("run_state", "RUNNING")
                .containsEntry("version", "2.3")
                .containsEntry("version_status", "TOO_OLD_UNSUPPORTED")
                .containsEntry("install_type", "OPEN_VM_TOOLS")
                .containsEntry("upgrade_policy", "MANUAL");
    }
}
