package dev.carafe.vsphere.esxi.nfc;

import dev.carafe.vsphere.esxi.ovf.DeviceIds;
import java.nio.file.Path;

/** A file that a lease is about. */
public sealed interface NfcFile {
    /** What it is of, below the machine's name. */
    String deviceId();

    /** Absolute. */
    Path path();

    /** How much the guest sees of it; none of what is no disk. */
    long capacityBytes();

    /**
     * A disk.
     *
     * @param deviceId its place, such as {@code ParaVirtualSCSIController0:0}
     * @param path its descriptor
     */
    record Disk(String deviceId, Path path, long capacityBytes) implements NfcFile {}

    /**
     * The variables of an EFI machine's firmware.
     *
     * @param sizeBytes how long they are with the firmware that is installed, so that of an import none of another length are kept
     */
    record Nvram(Path path, long sizeBytes) implements NfcFile {
        @Override
        public String deviceId() {
            return DeviceIds.NVRAM;
        }

        @Override
        public long capacityBytes() {
            return 0;
        }
    }
}
