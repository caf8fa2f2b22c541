package dev.carafe.vsphere.esxi.machine;

import java.util.Optional;
import java.util.stream.Stream;

/** What becomes of a disk's writes, by vSphere's names ({@code VirtualDiskMode}). */
public enum DiskMode {
    /** Snapshots include it. */
    PERSISTENT("persistent"),
    /** Snapshots leave it alone. */
    INDEPENDENT_PERSISTENT("independent_persistent"),
    /** Writes are dropped at power-off; snapshots leave it alone. */
    INDEPENDENT_NONPERSISTENT("independent_nonpersistent");

    private final String value;

    DiskMode(String value) {
        this.value = value;
    }

    public String value() {
        return value;
    }

    /** The mode of that name, dashes of a {@code .vmx} read as the API's underscores. */
    public static Optional<DiskMode> of(String value) {
        String name = value.replace('-', '_');
        return Stream.of(values())
                .filter(mode -> mode.value.equalsIgnoreCase(name))
                .findFirst();
    }
}
