package dev.carafe.vsphere.esxi.qemu;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.esxi.command.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds QEMU and what it can do. */
public final class QemuProbe {
    /** The package's name is part of the message when there is none. */
    static final String PROGRAM = "qemu-system-x86_64";

    private static final Pattern DEVICE = Pattern.compile("^name \"([^\"]+)\"", Pattern.MULTILINE);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Path KVM = Path.of("/dev/kvm");
    /** Where distributions put the EFI firmware, with its file names' ending. */
    private static final List<Path> EFI_FOLDERS = List.of(Path.of("/usr/share/OVMF"), Path.of("/usr/share/edk2/ovmf"));

    private QemuProbe() {}

    /**
     * Looks for QEMU, and at the first start since the machine's whether KVM works with it.
     *
     * @param scratch a folder for the probe guest's disk
     * @param clock for the time of the look
     * @throws QemuAbsentException when there is none, or one that is too old
     */
    public static QemuFacts probe(QemuSearch search, Path scratch, InstantSource clock) throws IOException {
        Path binary = find(search.path())
                .orElseThrow(() -> new QemuAbsentException(
                        "no " + PROGRAM + " found on the PATH; install QEMU (the package is called qemu-system-x86)"));
        String text = Command.run(List.of(binary.toString(), "-version"), "", PATIENCE);
        QemuVersion version = QemuVersion.parse(text)
                .orElseThrow(() -> new QemuAbsentException(binary + " does not say which version it is"));
        if (version.compareTo(QemuVersion.OLDEST) < 0) {
            throw new QemuAbsentException(
                    "QEMU " + version + " is too old; " + QemuVersion.OLDEST + " or newer is needed");
        }
        Optional<String> kvmRefusal = kvmRefusal(binary, search.notes(), scratch, clock);
        return new QemuFacts(
                binary,
                version,
                kvmRefusal.isEmpty() ? Accelerator.KVM : Accelerator.TCG,
                kvmRefusal.orElse("a probe guest booted under KVM"),
                devices(Command.run(List.of(binary.toString(), "-device", "help"), "", PATIENCE)),
                efi());
    }

    private static Optional<Path> find(String searchPath) {
        return Stream.of(searchPath.split(":"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, PROGRAM))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Set<String> devices(String help) {
        Set<String> names = new HashSet<>();
        Matcher matcher = DEVICE.matcher(help);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    private static Optional<EfiFirmware> efi() {
        for (Path folder : EFI_FOLDERS) {
            EfiFirmware efi = new EfiFirmware(
                    folder.resolve("OVMF_CODE_4M.fd"),
                    folder.resolve("OVMF_CODE_4M.secboot.fd"),
                    folder.resolve("OVMF_VARS_4M.fd"),
                    folder.resolve("OVMF_VARS_4M.ms.fd"));
            if (Stream.of(efi.code(), efi.secureCode(), efi.variables(), efi.secureVariables())
                    .allMatch(Files::isReadable)) {
                return Optional.of(efi);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> kvmRefusal(Path binary, Path notes, Path scratch, InstantSource clock)
            throws IOException {
        if (!Files.exists(KVM)) {
            return Optional.of("there is no " + KVM);
        }
        if (!Files.isReadable(KVM) || !Files.isWritable(KVM)) {
            return Optional.of(KVM + " may not be opened by this user");
        }
        return kvmRefusal(binary, KvmNote.in(notes, KVM), clock, () -> boot(binary, scratch, Accelerator.KVM));
    }

    /** Asks the note, and where it says nothing the guest; what may be different another time is not noted. */
    static Optional<String> kvmRefusal(Path binary, KvmNote note, InstantSource clock, Guest guest) throws IOException {
        Optional<ProbeOutcome> noted = note.says(binary);
        if (noted.isPresent()) {
            return noted.get().refusal();
        }
        ProbeOutcome outcome = guest.boot();
        if (!outcome.lasting()) {
            return outcome.refusal();
        }
        ProbeOutcome dated = new ProbeOutcome(
                outcome.refusal()
                        .map(why -> why + " at " + clock.instant().truncatedTo(ChronoUnit.SECONDS)
                                + "; to try it again, remove " + note.file() + " and start the host anew"),
                true);
        try {
            note.write(binary, dated);
        } catch (IOException unwritable) {
            return outcome.refusal(); // as if the note was lost: the next start tries it again by itself
        }
        return dated.refusal();
    }

    /** A probe guest that can be booted. */
    @FunctionalInterface
    interface Guest {
        ProbeOutcome boot() throws IOException;
    }

    /** Boots the probe guest, and waits until it has done all that it should or will not. */
    static ProbeOutcome boot(Path binary, Path scratch, Accelerator accelerator) throws IOException {
        Path disk = Files.createTempFile(scratch, "probe", ".img");
        try {
            Files.write(disk, ProbeGuest.disk());
            Process process = new ProcessBuilder(ProbeGuest.commandLine(binary, disk, accelerator))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.PIPE)
                    .start();
            try {
                process.getOutputStream().close();
                if (!process.waitFor(ProbeGuest.PATIENCE)) {
                    Duration ran = process.info().totalCpuDuration().orElse(Duration.ZERO);
                    return ProbeOutcome.refused(
                            "a probe guest hung or crept under " + accelerator + " for "
                                    + ProbeGuest.PATIENCE.toSeconds() + " s",
                            ran.compareTo(ProbeGuest.PLENTY) >= 0);
                }
                if (process.exitValue() == ProbeGuest.EXIT_STATUS) {
                    return ProbeOutcome.BOOTED;
                }
                String said = new String(process.getInputStream().readNBytes(500), UTF_8)
                        .strip()
                        .replace('\n', ' ');
                // it ended by itself, so trying that again costs nothing
                return ProbeOutcome.refused(
                        "a probe guest failed under " + accelerator + " (exit status " + process.exitValue()
                                + (said.isEmpty() ? "" : ": " + said) + ")",
                        false);
            } finally {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException("interrupted while a probe guest booted");
        } finally {
            Files.deleteIfExists(disk);
        }
    }
}
