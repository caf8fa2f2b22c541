package dev.carafe.vsphere.vcenter.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.vim.DataType;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptions;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptionsBootableCdromDevice;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptionsBootableDiskDevice;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptionsBootableEthernetDevice;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigInfo;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class MachineBootTest {
    private static VirtualMachineConfigInfo config(String firmware, @Nullable VirtualMachineBootOptions options) {
        DataType type = (DataType) Objects.requireNonNull(Vim25.NAMESPACE.type("VirtualMachineConfigInfo"));
        Map<String, Object> said =
                options == null ? Map.of("firmware", firmware) : Map.of("firmware", firmware, "bootOptions", options);
        @Nullable Object[] values = new @Nullable Object[type.fields().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = said.get(type.fields().get(i).name());
        }
        return (VirtualMachineConfigInfo) type.make(values);
    }

    @Test
    void whatIsNotConfiguredIsToldAsItCounts() {
        VirtualMachineConfigInfo config = config("bios", null);
        assertThat(MachineBoot.info(config))
                .isEqualTo(Map.of(
                        "type",
                        "BIOS",
                        "delay",
                        0L,
                        "retry",
                        false,
                        "retry_delay",
                        10_000L,
                        "enter_setup_mode",
                        false));
        assertThat(MachineBoot.devices(config)).isEmpty();
    }

    @Test
    void whatIsConfiguredIsTold() {
        VirtualMachineConfigInfo config = config(
                "efi",
                VirtualMachineBootOptions.builder()
                        .bootDelay(1500L)
                        .bootRetryEnabled(true)
                        .bootRetryDelay(2000L)
                        .enterBIOSSetup(true)
                        .networkBootProtocol("ipv6")
                        .build());
        assertThat(MachineBoot.info(config))
                .containsEntry("type", "EFI")
                .containsEntry("network_protocol", "IPV6")
                .containsEntry("delay", 1500L)
                .containsEntry("retry", true)
                .containsEntry("retry_delay", 2000L)
                .containsEntry("enter_setup_mode", true);
    }

    @Test
    void devicesStandInTheirOrderAndDisksThatFollowOneAnotherTogether() {
        VirtualMachineConfigInfo config = config(
                "bios",
                VirtualMachineBootOptions.builder()
                        .bootOrder(List.of(
                                VirtualMachineBootOptionsBootableDiskDevice.builder()
                                        .deviceKey(2000)
                                        .build(),
                                VirtualMachineBootOptionsBootableDiskDevice.builder()
                                        .deviceKey(2001)
                                        .build(),
                                VirtualMachineBootOptionsBootableEthernetDevice.builder()
                                        .deviceKey(4000)
                                        .build(),
                                VirtualMachineBootOptionsBootableCdromDevice.builder()
                                        .build()))
                        .build());
        assertThat(MachineBoot.devices(config))
                .containsExactly(
                        Map.of("type", "DISK", "disks", List.of("2000", "2001")),
                        Map.of("type", "ETHERNET", "nic", "4000"),
                        Map.of("type", "CDROM"));
    }
}
