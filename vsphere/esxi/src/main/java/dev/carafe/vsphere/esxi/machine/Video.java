package dev.carafe.vsphere.esxi.machine;

/**
 * The video card, which every machine has.
 *
 * @param ramKib its memory in KiB
 */
public record Video(int ramKib) implements Device {
    public static final int KEY = 500;
    /** What vSphere gives to a machine that does not ask. */
    public static final Video DEFAULT = new Video(4096);

    @Override
    public int key() {
        return KEY;
    }

    @Override
    public String name() {
        return "svga";
    }
}
