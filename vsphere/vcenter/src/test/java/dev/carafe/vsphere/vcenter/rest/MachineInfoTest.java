package dev.carafe.vsphere.vcenter.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.vcenter.host.Blank;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualSwitchPortConnection;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCardDistributedVirtualPortBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualHardware;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vim.vim25.VirtualVmxnet3;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MachineInfoTest {
    @Test
    void aCardOnADistributedPortGroupSaysWhichPortItIsIn() {
        VirtualVmxnet3 card = VirtualVmxnet3.builder()
                .key(4000)
                .backing(new VirtualEthernetCardDistributedVirtualPortBackingInfo(
                        DistributedVirtualSwitchPortConnection.builder()
                                .switchUuid("50 11")
                                .portgroupKey("dvportgroup-7")
                                .portKey("3")
                                .connectionCookie(0)
                                .build()))
                .build();
        VirtualMachineConfigInfo config =
                Blank.data("VirtualMachineConfigInfo", VirtualMachineConfigInfo.class).toBuilder()
                        .version("vmx-21")
                        .hardware(VirtualHardware.builder()
                                .numCPU(1)
                                .memoryMB(256)
                                .device(List.of(card))
                                .build())
                        .build();
        VirtualMachineProperties machine =
                Blank.properties("VirtualMachine", VirtualMachineProperties.class).toBuilder()
                        .config(config)
                        .build();
        assertThat(String.valueOf(MachineInfo.of(machine).get("nics")))
                .contains("type=DISTRIBUTED_PORTGROUP", "network=dvportgroup-7")
                .contains("distributed_switch_uuid=50 11", "distributed_port=3")
                .contains("connection_cookie=0");
    }
}
