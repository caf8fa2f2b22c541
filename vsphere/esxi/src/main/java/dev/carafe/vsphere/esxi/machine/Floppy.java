package dev.carafe.vsphere.esxi.machine;

import java.util.Optional;

/**
 * A floppy drive.
 *
 * @param index its number, 0 or 1
 * @param imageFileName the image in it, as the {@code .vmx} names it; empty for an empty drive
 * @param startConnected whether the image is in the drive at power-on
 */
public record Floppy(int index, Optional<String> imageFileName, boolean startConnected) implements Device {
    public static final int KEY = 8000;
    public static final int MAX = 2;

    @Override
    public int key() {
        return KEY + index;
    }

    @Override
    public String name() {
        return "floppy" + index;
    }
}
