package dev.carafe.vsphere.esxi.qemu;

import dev.carafe.vsphere.esxi.machine.Firmware;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import java.util.List;
import java.util.UUID;

/** What the guest reads about its board: the strings that VMware's machines have, by which tools tell where they run. */
final class SmbiosOptions {
    private SmbiosOptions() {}

    static List<String> of(VirtualMachine machine) {
        String vendor = QemuCommandLine.escaped("VMware, Inc.");
        UUID uuid = machine.identity().biosUuid();
        String product =
                machine.firmware() == Firmware.EFI ? QemuCommandLine.escaped("VMware20,1") : "VMware Virtual Platform";
        return List.of(
                "-smbios",
                "type=0,vendor=" + vendor + ",version=VMW201.00V",
                "-smbios",
                "type=1,manufacturer=" + vendor + ",product=" + product + ",version=None,serial=" + serial(uuid)
                        + ",uuid=" + uuid + ",family=",
                "-smbios",
                "type=2,manufacturer=Intel Corporation,product=440BX Desktop Reference Platform,version=None",
                "-smbios",
                "type=3,manufacturer=No Enclosure,version=N/A");
    }

    /** As VMware writes it: {@code VMware-42 00 11 22 33 44 55 66-77 88 99 aa bb cc dd ee}. */
    static String serial(UUID uuid) {
        return "VMware-" + bytes(uuid.getMostSignificantBits()) + "-" + bytes(uuid.getLeastSignificantBits());
    }

    private static String bytes(long eight) {
        StringBuilder text = new StringBuilder();
        for (int shift = 56; shift >= 0; shift -= 8) {
            int value = (int) (eight >> shift & 0xff);
            text.append(text.isEmpty() ? "" : " ")
                    .append(Character.forDigit(value >> 4, 16))
                    .append(Character.forDigit(value & 15, 16));
        }
        return text.toString();
    }
}
