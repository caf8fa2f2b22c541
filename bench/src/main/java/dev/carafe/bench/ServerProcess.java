package dev.carafe.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A process whose cost is measured, by Linux's /proc.
 *
 * @param name its name in the report
 * @param pid its id
 */
record ServerProcess(String name, long pid) {
    /** Linux reports in hundredths of a second, whatever the kernel's own tick. */
    private static final double TICKS_PER_SECOND = 100;

    /** Reads the process id of an option. */
    static ServerProcess of(Assignment assignment) {
        if (!assignment.value().matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException("--pid takes a process id, not " + assignment.value());
        }
        return new ServerProcess(assignment.process(), Long.parseLong(assignment.value()));
    }

    /** The CPU time that the process has used, in seconds. */
    double cpuSeconds() {
        String stat = read("stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    /** The memory that the process holds, in MiB. */
    long residentMib() {
        return read("status")
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElse(0);
    }

    private String read(String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file));
        } catch (IOException e) {
            throw new UncheckedIOException("process " + name + " (" + pid + ") is gone", e);
        }
    }
}
