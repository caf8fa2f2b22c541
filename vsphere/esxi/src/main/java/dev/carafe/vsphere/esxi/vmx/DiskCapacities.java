package dev.carafe.vsphere.esxi.vmx;

import java.io.IOException;

/** Says how large a machine's disks are, since its {@code .vmx} does not. */
@FunctionalInterface
public interface DiskCapacities {
    /**
     * How many bytes the guest sees on a disk; 0 when that cannot be known now.
     *
     * @param fileName the descriptor as the {@code .vmx} names it
     */
    long bytesOf(String fileName) throws IOException;
}
