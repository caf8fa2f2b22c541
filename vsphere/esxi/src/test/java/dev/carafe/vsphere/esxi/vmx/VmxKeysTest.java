package dev.carafe.vsphere.esxi.vmx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VmxKeysTest {
    @ParameterizedTest
    @CsvSource({
        "scsi0.present, scsi0",
        "SCSI0:12.fileName, scsi0:12",
        "sata3:1.present, sata3:1",
        "nvme0.present, nvme0",
        "ide1:0.deviceType, ide1:0",
        "ethernet9.addressType, ethernet9",
        "serial0.fileType, serial0",
        "floppy0.present, floppy0",
        "usb.present, usb",
        "usb_xhci.present, usb_xhci",
        "precisionclock0.refClockProtocol, precisionclock0"
    })
    void aKeyOfADeviceNamesIt(String key, String device) {
        assertThat(VmxKeys.device(key)).contains(device);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "memsize", "scsi0", "scsi0.", "scsi.present", "usbx.present", "sched.cpu.max", "identity.x"})
    void otherKeysAreOfNoDevice(String key) {
        assertThat(VmxKeys.device(key)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".encoding",
                "config.version",
                "pciBridge0.present",
                "pciBridge7.virtualDev",
                "hpet0.present",
                "floppy1.present",
                "vmci0.present",
                "svga.present"
            })
    void theFilesOwnKeysAreHidden(String key) {
        assertThat(VmxKeys.isHidden(key)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "svga.vramSize", "vmci0.id", "hpet0", "pciBridge.present", "config.versions", "guestinfo.a"})
    void settingsAreNot(String key) {
        assertThat(VmxKeys.isHidden(key)).isFalse();
    }
}
