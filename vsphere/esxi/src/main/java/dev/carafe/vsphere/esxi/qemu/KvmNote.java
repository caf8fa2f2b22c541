package dev.carafe.vsphere.esxi.qemu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * A note of what a probe guest did under KVM with a QEMU, good until this machine is started anew, QEMU is replaced, or the kernel
 * makes KVM's device anew. Without it each start of an agent waits for a guest that hangs where KVM does not work; and where it does,
 * an agent that starts while the machine is busy takes a guest that boots slowly for one that hangs, and gives its machines a processor
 * that those of other hosts cannot move to.
 *
 * @param file where it is kept; it may be lost at any time
 * @param boot names this start of the machine's kernel
 * @param device KVM's
 */
record KvmNote(Path file, String boot, Path device) {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final String BOOTED = "booted";
    private static final String REFUSED = "refused: ";
    /** A note is a few lines; what is longer is none. */
    private static final int BYTES_MAX = 8192;

    /** The note of this start of the kernel. */
    static KvmNote in(Path folder, Path device) throws IOException {
        return new KvmNote(folder.resolve("kvm"), Files.readString(BOOT).strip(), device);
    }

    /** What became of the guest with this QEMU; empty when that is not known. */
    Optional<ProbeOutcome> says(Path binary) throws IOException {
        String text = text();
        String of = of(binary);
        if (!text.startsWith(of) || !text.endsWith("\n")) {
            return Optional.empty();
        }
        String outcome = text.substring(of.length()).strip();
        if (outcome.equals(BOOTED)) {
            return Optional.of(ProbeOutcome.BOOTED);
        }
        return outcome.startsWith(REFUSED)
                ? Optional.of(ProbeOutcome.refused(outcome.substring(REFUSED.length()), true))
                : Optional.empty();
    }

    private String text() throws IOException {
        try {
            return Files.size(file) > BYTES_MAX ? "" : Files.readString(file);
        } catch (NoSuchFileException none) {
            return "";
        }
    }

    /** Notes what became of a guest with this QEMU. Other hosts read the note meanwhile, and may write the same. */
    void write(Path binary, ProbeOutcome outcome) throws IOException {
        Path folder = file.resolveSibling("");
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path written = Files.createTempFile(folder, "kvm", ".new");
        try {
            Files.writeString(
                    written, of(binary) + outcome.refusal().map(REFUSED::concat).orElse(BOOTED) + "\n");
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    /** A QEMU that is replaced has another age or size, and a device that the kernel makes anew another age. */
    private String of(Path binary) throws IOException {
        return boot + "\n" + binary.toRealPath() + "\n"
                + Files.getLastModifiedTime(binary).toMillis() + "\n" + Files.size(binary) + "\n"
                + Files.getAttribute(device, "unix:ctime") + "\n";
    }
}
