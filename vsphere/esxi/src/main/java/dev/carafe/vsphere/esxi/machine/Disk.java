package dev.carafe.vsphere.esxi.machine;

/**
 * A virtual disk.
 *
 * @param fileName the descriptor, as the {@code .vmx} names it: relative to the machine's folder, or {@code [datastore] path}
 * @param capacityBytes what the guest sees
 * @param mode what snapshots do to it
 */
public record Disk(Slot slot, String fileName, long capacityBytes, DiskMode mode) implements Device {
    @Override
    public int key() {
        return slot.deviceKey();
    }

    @Override
    public String name() {
        return slot.name();
    }
}
