package dev.carafe.vsphere.esxi.performance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the kernel's files below {@code proc} (proc(5)). What is not there or not as expected is left out. */
final class ProcFiles {
    /** The kernel counts processor time for programs in hundredths of a second on every Linux there is (USER_HZ). */
    private static final int MILLIS_A_TICK = 10;

    private final Path root;

    /** @param root has {@code proc} and {@code sys} */
    ProcFiles(Path root) {
        this.root = root;
    }

    /**
     * A process's use.
     *
     * @param startMillis since the kernel's start
     */
    record ProcessUse(long userMillis, long systemMillis, long startMillis, long residentKib) {}

    /** Bytes and packets of a link, as the kernel sees it. */
    record LinkUse(long rxBytes, long rxPackets, long rxDropped, long txBytes, long txPackets, long txDropped) {}

    /** Bytes and requests of a disk. */
    record DiskUse(long readBytes, long reads, long writtenBytes, long writes) {}

    /** Processor time of the machine, of all processors together. */
    record CpuUse(long busyMillis, long idleMillis, int cpus) {}

    Optional<ProcessUse> process(long pid) {
        String stat = text("proc/" + pid + "/stat");
        int name = stat.lastIndexOf(')'); // a program's name may hold anything, brackets too
        String[] words = stat.substring(name + 1).strip().split(" ");
        if (name < 0 || words.length < 22) {
            return Optional.empty();
        }
        return Optional.of(new ProcessUse(
                number(words[11]) * MILLIS_A_TICK,
                number(words[12]) * MILLIS_A_TICK,
                number(words[19]) * MILLIS_A_TICK,
                kib(text("proc/" + pid + "/status"), "VmRSS:")));
    }

    Map<String, LinkUse> links() {
        Map<String, LinkUse> links = new HashMap<>();
        for (String line : text("proc/net/dev").split("\n")) {
            int colon = line.indexOf(':');
            String[] words = line.substring(colon + 1).strip().split("\\s+");
            if (colon > 0 && words.length >= 12) {
                links.put(
                        line.substring(0, colon).strip(),
                        new LinkUse(
                                number(words[0]),
                                number(words[1]),
                                number(words[3]),
                                number(words[8]),
                                number(words[9]),
                                number(words[11])));
            }
        }
        return links;
    }

    /** The real disks: those that {@code sys/block} has and that are not made of files or memory. */
    Map<String, DiskUse> disks() {
        Map<String, DiskUse> disks = new HashMap<>();
        for (String line : text("proc/diskstats").split("\n")) {
            String[] words = line.strip().split("\\s+");
            if (words.length >= 10
                    && Files.isDirectory(root.resolve("sys/block").resolve(words[2]))
                    && !words[2].matches("(loop|ram|zram|nbd)\\d+")) {
                disks.put(
                        words[2],
                        new DiskUse(
                                number(words[5]) * 512, number(words[3]), number(words[9]) * 512, number(words[7])));
            }
        }
        return disks;
    }

    CpuUse cpu() {
        List<String> lines = new ArrayList<>(
                text("proc/stat").lines().filter(line -> line.startsWith("cpu")).toList());
        if (lines.isEmpty()) {
            return new CpuUse(0, 0, 1);
        }
        String[] words = lines.getFirst().split("\\s+");
        long idle = 0;
        long all = 0;
        for (int i = 1; i < Math.min(words.length, 9); i++) { // guests' time is in the user's already
            long ticks = number(words[i]);
            all += ticks;
            idle += i == 4 || i == 5 ? ticks : 0;
        }
        return new CpuUse((all - idle) * MILLIS_A_TICK, idle * MILLIS_A_TICK, Math.max(1, lines.size() - 1));
    }

    long memoryTotalKib() {
        return kib(text("proc/meminfo"), "MemTotal:");
    }

    long memoryAvailableKib() {
        return kib(text("proc/meminfo"), "MemAvailable:");
    }

    /** Seconds since the kernel's start. */
    double uptime() {
        String[] words = text("proc/uptime").split(" ");
        try {
            return Double.parseDouble(words[0]);
        } catch (NumberFormatException unknown) {
            return 0;
        }
    }

    private String text(String file) {
        try {
            return new String(Files.readAllBytes(root.resolve(file)), StandardCharsets.ISO_8859_1);
        } catch (IOException absent) {
            return "";
        }
    }

    private static long kib(String text, String key) {
        return text.lines()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()).strip().split(" ")[0])
                .mapToLong(ProcFiles::number)
                .findFirst()
                .orElse(0);
    }

    private static long number(String word) {
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException unknown) {
            return 0;
        }
    }
}
