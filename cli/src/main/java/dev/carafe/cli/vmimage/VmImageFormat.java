package dev.carafe.cli.vmimage;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** What an image of a virtual machine is kept in. */
public enum VmImageFormat {
    /** A whole machine: descriptor, manifest and disk in one archive (DSP0243, 2). */
    OVA,
    /** The disk alone, as stream-optimized VMDK, the form for transport. */
    VMDK,
    /** The disk alone, as QEMU's own format. */
    QCOW2;

    /** The format that the ending of {@code file} names; empty when it names none. */
    public static Optional<VmImageFormat> of(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        for (VmImageFormat format : values()) {
            if (name.endsWith(format.ending())
                    && name.length() > format.ending().length()) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    /** The ending of files of this format, with its dot. */
    public String ending() {
        return "." + name().toLowerCase(Locale.ROOT);
    }
}
