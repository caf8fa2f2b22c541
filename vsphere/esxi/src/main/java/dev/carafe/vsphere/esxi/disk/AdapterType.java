package dev.carafe.vsphere.esxi.disk;

import java.util.Optional;
import java.util.stream.Stream;

/** The controller that a disk was made for ({@code VirtualDiskAdapterType}); its geometry depends on it. */
public enum AdapterType {
    IDE("ide"),
    BUS_LOGIC("buslogic"),
    LSI_LOGIC("lsilogic");

    private final String value;

    AdapterType(String value) {
        this.value = value;
    }

    /** The name in a descriptor. */
    public String value() {
        return value;
    }

    /** The type of that name, whatever its case. */
    public static Optional<AdapterType> of(String name) {
        return Stream.of(values())
                .filter(type -> type.value.equalsIgnoreCase(name))
                .findFirst();
    }
}
