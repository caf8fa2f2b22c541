package dev.carafe.vsphere.esxi.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds running QEMU processes in {@code /proc}, by the program and by the pidfile among their arguments: a number in a file may
 * belong to another process by now, and QEMU writes the one of its own namespace.
 */
final class QemuProcesses {
    private static final Path PROC = Path.of("/proc");

    private QemuProcesses() {}

    /** The process whose pidfile this is. */
    static Optional<ProcessHandle> find(Path pidFile) throws IOException {
        return Optional.ofNullable(all().get(pidFile.toString())).flatMap(ProcessHandle::of);
    }

    /** All process ids by their pidfile. */
    static Map<String, Long> all() throws IOException {
        Map<String, Long> found = new HashMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path entry : entries) {
                pidFile(entry)
                        .ifPresent(file ->
                                found.put(file, Long.valueOf(entry.getFileName().toString())));
            }
        }
        return found;
    }

    /** QEMU with this pidfile and whatever is at starting it, which has QEMU's arguments within its own. */
    static List<ProcessHandle> starting(Path pidFile) throws IOException {
        List<ProcessHandle> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path entry : entries) {
                if (mentions(entry, pidFile.toString())) {
                    ProcessHandle.of(Long.parseLong(entry.getFileName().toString()))
                            .ifPresent(found::add);
                }
            }
        }
        return found;
    }

    private static boolean mentions(Path process, String pidFile) {
        try {
            String arguments = new String(Files.readAllBytes(process.resolve("cmdline")), UTF_8);
            return arguments.contains("-pidfile") && arguments.contains("-sandbox") && arguments.contains(pidFile);
        } catch (IOException gone) {
            return false;
        }
    }

    private static Optional<String> pidFile(Path process) {
        try {
            List<String> arguments =
                    Arrays.asList(new String(Files.readAllBytes(process.resolve("cmdline")), UTF_8).split("\0"));
            int option = arguments.indexOf("-pidfile");
            if (option < 0 || option + 1 >= arguments.size() || !arguments.contains("-sandbox")) {
                return Optional.empty();
            }
            // Shells and unshare have the same arguments within their own; only QEMU runs QEMU's program.
            Path program = Files.readSymbolicLink(process.resolve("exe"));
            return program.getFileName().toString().startsWith("qemu-system-")
                    ? Optional.of(arguments.get(option + 1))
                    : Optional.empty();
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
