package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** All of {@code govc device.*}, the same on a host and through a vCenter. */
abstract class GuestDevicesContract extends GuestUseContract {
    /** Whether the running test has begun to make the machine {@code devices} and its images. */
    private boolean made;

    @Test
    void devicesAreAddedConnectedAndPutInTheOrderOfBooting() throws IOException {
        made = true;
        govc.ok("vm.create", "-m", "64", "-g", "otherLinux64Guest", "-net", "VM Network", "-on=false", "devices");
        for (String type : new String[] {"pvscsi", "lsilogic"}) {
            assertThat(govc.ok("device.scsi.add", "-vm", "devices", "-type", type))
                    .startsWith(type);
        }
        assertThat(govc.ok("device.sata.add", "-vm", "devices")).startsWith("ahci-");
        String drive = govc.ok("device.cdrom.add", "-vm", "devices").strip();
        Path disc = Files.writeString(folder().resolve("disc.iso"), "a disc");
        govc.ok("datastore.upload", disc.toString(), "disc.iso");
        govc.ok("device.cdrom.insert", "-vm", "devices", "-device", drive, "disc.iso");
        assertThat(govc.ok("device.info", "-vm", "devices", drive)).containsPattern("Summary: +ISO .*disc.iso");
        govc.ok("device.disconnect", "-vm", "devices", drive);
        govc.ok("device.connect", "-vm", "devices", drive);
        govc.ok("device.cdrom.eject", "-vm", "devices", "-device", drive);
        assertThat(govc.ok("device.info", "-vm", "devices", drive)).doesNotContain("disc.iso");
        serialPorts();
        String floppy = floppies();
        others();
        govc.ok("device.boot", "-vm", "devices", "-order", "floppy,cdrom,ethernet", "-delay", "1000", "-setup");
        assertThat(govc.ok("device.ls", "-vm", "devices", "-boot").lines().toList())
                .satisfiesExactly(
                        first -> assertThat(first).startsWith(floppy),
                        second -> assertThat(second).startsWith(drive),
                        third -> assertThat(third).startsWith("ethernet-"));
        aRunningMachineTakesImagesAndNoController(drive, floppy);
        govc.ok("device.remove", "-vm", "devices", drive);
        assertThat(govc.ok("device.ls", "-vm", "devices")).doesNotContain(drive);
        govc.ok("vm.destroy", "devices");
    }

    /** Also after a failure, so that the tests that follow do not meet them; of other tests nothing is left here. */
    @AfterEach
    void removeWhatIsLeft() {
        if (!made) {
            return;
        }
        made = false;
        if (!govc.ok("find", "-type", "m", "-name", "devices").isBlank()) {
            govc.ok("vm.destroy", "devices");
        }
        for (String image : new String[] {"disc.iso", "floppy.flp"}) {
            govc.ok("datastore.rm", "-f", image);
        }
    }

    @Test
    @Order(LAST - 3) // memory that was gone back to may be from before
    void aRunningGuestGetsProcessorsAndMemory() {
        awaitAgent();
        long before = memoryKib();
        long size = Long.parseLong(govc.ok("object.collect", "-s", guest(), "config.hardware.memoryMB")
                .strip());
        govc.ok("vm.change", "-vm", "guest", "-c", "2");
        govc.ok("vm.change", "-vm", "guest", "-m", String.valueOf(size + 128));
        assertThat(govc.ok("vm.info", "guest"))
                .containsPattern("CPU: +2 vCPU")
                .containsPattern("Memory: +" + (size + 128) + "MB");
        Await.until(
                "the guest to see its processors",
                REACTION_MAX,
                () -> inGuest("cat", "/sys/devices/system/cpu/present"),
                "0-1\n"::equals);
        Await.until("the guest to have its memory", REACTION_MAX, this::memoryKib, now -> now - before == 128 << 10);
        assertThat(govc.refused("vm.change", "-vm", "guest", "-c", "1"))
                .contains("CPU hot plug is not supported for this virtual machine");
    }

    private long memoryKib() {
        return Long.parseLong(inGuest("grep", "MemTotal", "/proc/meminfo").replaceAll("\\D", ""));
    }

    private String inGuest(String... command) {
        List<String> arguments = new ArrayList<>(List.of("guest.run", "-vm", "guest", "-l", ROOT_IN_GUEST));
        arguments.addAll(List.of(command));
        return govc.ok(arguments.toArray(String[]::new));
    }

    private void serialPorts() {
        String line = govc.ok("device.serial.add", "-vm", "devices").strip();
        String log = "[datastore1] devices/line.log";
        govc.ok("device.serial.connect", "-vm", "devices", "-device", line, log);
        assertThat(govc.ok("device.info", "-vm", "devices", line)).contains("File " + log);
        govc.ok("device.serial.disconnect", "-vm", "devices", "-device", line);
        assertThat(govc.ok("device.info", "-vm", "devices", line)).doesNotContain(log);
    }

    private String floppies() throws IOException {
        String floppy = govc.ok("device.floppy.add", "-vm", "devices").strip();
        Path image = Files.write(folder().resolve("floppy.flp"), new byte[1440 << 10]);
        govc.ok("datastore.upload", image.toString(), "floppy.flp");
        govc.ok("device.floppy.insert", "-vm", "devices", "-device", floppy, "floppy.flp");
        assertThat(govc.ok("device.info", "-vm", "devices", floppy)).containsPattern("Summary: +Image .*floppy.flp");
        govc.ok("device.floppy.eject", "-vm", "devices", "-device", floppy);
        assertThat(govc.ok("device.info", "-vm", "devices", floppy)).doesNotContain("floppy.flp");
        return floppy;
    }

    private void others() {
        assertThat(govc.ok("device.usb.add", "-vm", "devices")).startsWith("usb-");
        assertThat(govc.ok("device.usb.add", "-vm", "devices", "-type", "xhci")).startsWith("usbxhci-");
        assertThat(govc.refused("device.usb.add", "-vm", "devices")).contains("takes no second");
        assertThat(govc.ok("device.clock.add", "-vm", "devices")).startsWith("clock-");
        assertThat(govc.ok("device.info", "-vm", "devices", "clock-*")).containsPattern("Protocol: +ptp");
        assertThat(govc.ok("device.pci.ls", "-vm", "devices").lines())
                .as("a header, and no hardware to hand through")
                .hasSize(1);
        assertThat(govc.refused("device.pci.add", "-vm", "devices", "0000:00:00.0"))
                .contains("not found in allowed PCI passthrough device list");
        assertThat(govc.refused("device.pci.remove", "-vm", "devices", "pcipassthrough-13000"))
                .contains("not found");
        assertThat(govc.ok("device.model.tree", "VirtualEthernetCard")).contains("VirtualVmxnet3");
    }

    private void aRunningMachineTakesImagesAndNoController(String drive, String floppy) {
        govc.ok("vm.power", "-on", "devices");
        govc.ok("device.floppy.insert", "-vm", "devices", "-device", floppy, "floppy.flp");
        govc.ok("device.cdrom.insert", "-vm", "devices", "-device", drive, "disc.iso");
        for (String each : new String[] {floppy, drive}) {
            govc.ok("device.connect", "-vm", "devices", each);
            assertThat(govc.ok("device.info", "-vm", "devices", each)).containsPattern("Connected: +true");
        }
        govc.ok("device.floppy.eject", "-vm", "devices", "-device", floppy);
        govc.ok("device.cdrom.eject", "-vm", "devices", "-device", drive);
        assertThat(govc.refused("device.remove", "-vm", "devices", floppy)).contains("current state (Powered on)");
        govc.ok("vm.power", "-off", "-force", "devices");
    }
}
