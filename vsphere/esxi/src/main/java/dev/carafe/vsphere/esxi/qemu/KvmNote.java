package dev.carafe.vsphere.esxi.qemu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A note that KVM works with a QEMU until this machine is started anew. Without it an agent that starts while the machine is busy
 * takes a guest that boots slowly for one that hangs, and gives its machines a processor that those of other hosts cannot move to.
 *
 * @param file where it is kept; it may be lost at any time
 * @param boot names this start of the machine's kernel
 */
record KvmNote(Path file, String boot) {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    /** The note of this start of the kernel. */
    static KvmNote in(Path folder) throws IOException {
        return new KvmNote(folder.resolve("kvm"), Files.readString(BOOT).strip());
    }

    /** Whether a guest booted with this QEMU. */
    boolean says(Path binary) throws IOException {
        try {
            return Files.readString(file).equals(text(binary));
        } catch (NoSuchFileException none) {
            return false;
        }
    }

    /** Notes that a guest booted with this QEMU. */
    void write(Path binary) throws IOException {
        Files.writeString(file, text(binary));
    }

    /** A QEMU that is replaced has another age or size. */
    private String text(Path binary) throws IOException {
        return boot + "\n" + binary.toRealPath() + "\n"
                + Files.getLastModifiedTime(binary).toMillis() + "\n" + Files.size(binary) + "\n";
    }
}
