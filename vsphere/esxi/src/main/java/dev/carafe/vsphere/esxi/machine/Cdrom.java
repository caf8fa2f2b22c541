package dev.carafe.vsphere.esxi.machine;

import java.util.Optional;

/**
 * A CD-ROM drive.
 *
 * @param isoFileName the image in it, as the {@code .vmx} names it; empty for an empty drive
 * @param startConnected whether the image is in the drive at power-on
 */
public record Cdrom(Slot slot, Optional<String> isoFileName, boolean startConnected) implements Device {
    @Override
    public int key() {
        return slot.deviceKey();
    }

    @Override
    public String name() {
        return slot.name();
    }
}
