package dev.carafe.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The machines that run below a folder, as the kernel tells of them. */
final class QemuProcesses {
    /** The lowest bits of a file's flags say how it is open: 0 for reading alone. */
    private static final int ACCESS_MODE = 3;

    /**
     * A machine's process.
     *
     * @param uuid the machine's BIOS identifier
     * @param written the files below the folder that it has open for writing
     */
    record Running(long pid, String uuid, List<Path> written) {}

    private QemuProcesses() {}

    /** Those with files below a folder on their command line. */
    static List<Running> below(Path folder) throws IOException {
        List<Running> found = new ArrayList<>();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : processes
                    .filter(each -> each.getFileName().toString().matches("\\d+"))
                    .toList()) {
                List<String> words = words(process);
                if (!words.isEmpty()
                        && words.getFirst().contains("qemu-system")
                        && words.stream().anyMatch(word -> word.contains(folder.toString()))) {
                    found.add(new Running(
                            Long.parseLong(process.getFileName().toString()),
                            words.contains("-uuid") ? words.get(words.indexOf("-uuid") + 1) : "",
                            written(process, folder)));
                }
            }
        }
        return found;
    }

    /** Files that more than one process has open for writing, with the processes. */
    static Map<Path, List<Long>> writtenByMany(List<Running> processes) {
        Map<Path, List<Long>> writers = new HashMap<>();
        for (Running process : processes) {
            for (Path file : process.written()) {
                writers.computeIfAbsent(file, _ -> new ArrayList<>()).add(process.pid());
            }
        }
        writers.values().removeIf(each -> each.size() < 2);
        return writers;
    }

    private static List<String> words(Path process) {
        try {
            return List.of(Files.readString(process.resolve("cmdline")).split("\0"));
        } catch (IOException _) {
            return List.of(); // it has ended
        }
    }

    private static List<Path> written(Path process, Path folder) {
        List<Path> written = new ArrayList<>();
        try (Stream<Path> open = Files.list(process.resolve("fd"))) {
            for (Path descriptor : open.toList()) {
                Path file = Files.readSymbolicLink(descriptor);
                if (file.startsWith(folder) && isWritten(process, descriptor) && !written.contains(file)) {
                    written.add(file);
                }
            }
        } catch (IOException _) {
            // it has ended, or closes files meanwhile: what was seen is true all the same
        }
        return written;
    }

    private static boolean isWritten(Path process, Path descriptor) throws IOException {
        for (String line : Files.readAllLines(process.resolve("fdinfo").resolve(descriptor.getFileName()))) {
            if (line.startsWith("flags:")) {
                return (Integer.parseInt(line.substring("flags:".length()).strip(), 8) & ACCESS_MODE) != 0;
            }
        }
        return false;
    }
}
