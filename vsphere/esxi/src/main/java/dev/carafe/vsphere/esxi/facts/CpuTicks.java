package dev.carafe.vsphere.esxi.facts;

import java.nio.file.Path;

/** What the processors did since the kernel began, in ticks of all threads together. */
public record CpuTicks(long busy, long total) {
    /** Reads the first line of {@code /proc/stat}: user, nice, system, idle, iowait, irq, softirq, steal. */
    public static CpuTicks read(Path root) {
        String line = TextFiles.lines(root.resolve("proc/stat")).stream()
                .filter(each -> each.startsWith("cpu "))
                .findFirst()
                .orElse("");
        String[] numbers = line.strip().split(" +");
        long total = 0;
        long idle = 0;
        for (int i = 1; i < Math.min(numbers.length, 9); i++) {
            long ticks = TextFiles.number(numbers[i]).orElse(0L);
            total += ticks;
            if (i == 4 || i == 5) {
                idle += ticks;
            }
        }
        return new CpuTicks(total - idle, total);
    }

    /** The busy part of the time since an earlier look, from 0 to 1. */
    public double busySince(CpuTicks before) {
        long passed = total - before.total;
        return passed <= 0 ? 0 : Math.clamp((double) (busy - before.busy) / passed, 0, 1);
    }
}
