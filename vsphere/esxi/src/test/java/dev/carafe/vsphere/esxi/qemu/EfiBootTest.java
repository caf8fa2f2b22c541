package dev.carafe.vsphere.esxi.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.esxi.machine.BootOptions;
import dev.carafe.vsphere.esxi.machine.Devices;
import dev.carafe.vsphere.esxi.machine.Firmware;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import dev.carafe.vsphere.esxi.testing.Machines;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EfiBootTest {
    private static final Placement PLACEMENT = new Placement(
            Path.of("/run"), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Optional.of(Path.of("/web.nvram")));
    private static final VirtualMachine SMALL = Machines.small();

    @Test
    void aFirmwareThatFindsNoDiskIsTold() {
        assertThat(warning(Firmware.EFI, SMALL.devices(), BootOptions.DEFAULT))
                .hasValueSatisfying(text -> assertThat(text)
                        .startsWith("The EFI firmware finds no disk on a SCSI controller, such as scsi0:0."));
        assertThat(warning(Firmware.BIOS, SMALL.devices(), BootOptions.DEFAULT)).isEmpty();
        assertThat(warning(Firmware.EFI, SMALL.devices(), new BootOptions(List.of("ethernet0"), 0, false, false)))
                .as("by the network")
                .isEmpty();
        assertThat(warning(Firmware.EFI, Machines.bare().devices(), BootOptions.DEFAULT))
                .as("nothing is missed where there is no disk")
                .isEmpty();
    }

    private static Optional<String> warning(Firmware firmware, Devices devices, BootOptions boot) {
        return EfiBoot.warning(
                new VirtualMachine(
                        SMALL.identity(), firmware, SMALL.cpus(), SMALL.memory(), devices, boot, SMALL.extraConfig()),
                PLACEMENT);
    }
}
