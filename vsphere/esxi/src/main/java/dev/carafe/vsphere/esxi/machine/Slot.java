package dev.carafe.vsphere.esxi.machine;

import java.util.Comparator;

/**
 * A place on a disk controller.
 *
 * @param bus the controller's number within its family
 * @param unit the number on that controller
 */
public record Slot(BusFamily family, int bus, int unit) implements Comparable<Slot> {
    private static final Comparator<Slot> ORDER =
            Comparator.comparing(Slot::family).thenComparingInt(Slot::bus).thenComparingInt(Slot::unit);

    /** The key of the device that sits here. */
    public int deviceKey() {
        return family.deviceKey(bus, unit);
    }

    /** The key of the controller. */
    public int controllerKey() {
        return family.controllerKey(bus);
    }

    /** As a {@code .vmx} names it, such as {@code scsi0:1}. */
    public String name() {
        return family.prefix() + bus + ":" + unit;
    }

    @Override
    public int compareTo(Slot other) {
        return ORDER.compare(this, other);
    }
}
