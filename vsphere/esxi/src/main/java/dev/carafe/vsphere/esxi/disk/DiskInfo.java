package dev.carafe.vsphere.esxi.disk;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a descriptor says of a disk.
 *
 * @param contentFile where its own content is
 * @param hardwareVersion of the machine that it was made for
 * @param parent the descriptor that it lies over
 * @param uuid sixteen bytes in hexadecimal digits, {@code 60 00 c2 9a …-…}
 */
public record DiskInfo(
        long capacityBytes,
        Provisioning provisioning,
        AdapterType adapterType,
        Geometry geometry,
        int hardwareVersion,
        Optional<String> uuid,
        Path contentFile,
        Optional<Path> parent) {}
