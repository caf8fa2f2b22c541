package dev.carafe.vsphere.esxi.facts;

import java.nio.file.Path;

/** How much memory there is, and how much of it is free to be taken, in bytes. */
public record MemoryInfo(long totalBytes, long availableBytes) {
    /** Reads {@code /proc/meminfo}. */
    public static MemoryInfo read(Path root) {
        long total = 0;
        long available = 0;
        for (String line : TextFiles.lines(root.resolve("proc/meminfo"))) {
            if (line.startsWith("MemTotal:")) {
                total = bytes(line);
            } else if (line.startsWith("MemAvailable:")) {
                available = bytes(line);
            }
        }
        return new MemoryInfo(total, available);
    }

    public long usedBytes() {
        return totalBytes - availableBytes;
    }

    private static long bytes(String line) {
        String digits = line.replaceAll("[^0-9]", "");
        return TextFiles.number(digits).orElse(0L) * 1024;
    }
}
