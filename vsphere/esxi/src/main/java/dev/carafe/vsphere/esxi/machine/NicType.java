package dev.carafe.vsphere.esxi.machine;

import java.util.Optional;
import java.util.stream.Stream;

/** The kinds of network cards, by the names that {@code virtualDev} has in a {@code .vmx}. */
public enum NicType {
    VMXNET3("vmxnet3"),
    E1000("e1000"),
    E1000E("e1000e"),
    /** Not VMware's: for guests that know QEMU's. */
    VIRTIO("virtio");

    private final String virtualDev;

    NicType(String virtualDev) {
        this.virtualDev = virtualDev;
    }

    public String virtualDev() {
        return virtualDev;
    }

    public static Optional<NicType> of(String virtualDev) {
        return Stream.of(values())
                .filter(type -> type.virtualDev.equalsIgnoreCase(virtualDev))
                .findFirst();
    }
}
