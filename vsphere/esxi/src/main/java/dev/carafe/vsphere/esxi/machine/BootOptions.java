package dev.carafe.vsphere.esxi.machine;

import java.util.List;

/**
 * How the machine boots.
 *
 * @param order device names such as {@code scsi0:0} or {@code ethernet0}, first to last; devices not named come after these
 * @param delayMs how long the firmware waits for a key
 * @param secureBoot EFI only
 * @param enterSetup stop in the firmware's setup at the next boot
 */
public record BootOptions(List<String> order, int delayMs, boolean secureBoot, boolean enterSetup) {
    public static final BootOptions DEFAULT = new BootOptions(List.of(), 0, false, false);
    public static final int DELAY_MAX_MS = 65_535;

    public BootOptions {
        order = List.copyOf(order);
    }
}
