package dev.carafe.cli.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;

/**
 * A file that names a running process by its id and start time, so that another process that was given the same id later
 * is never taken for it.
 *
 * <p>Format: one line, {@code PID START}, where START is the process's start in milliseconds since 1970 as the kernel
 * tells it. The kernel's resolution is 10 ms; a difference up to {@link #TOLERANCE_MS} is the same process.
 */
public final class PidFile {

    private static final long TOLERANCE_MS = 2_000;

    private PidFile() {}

    /** Writes {@code process} into {@code file}, atomically. */
    public static void write(Path file, ProcessHandle process) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, process.pid() + " " + start(process) + "\n");
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The process that {@code file} names, if it still runs. */
    public static Optional<ProcessHandle> read(Path file) throws IOException {
        String[] words;
        try {
            words = Files.readString(file).strip().split(" ", -1);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (words.length != 2) {
            return Optional.empty();
        }
        try {
            long start = Long.parseLong(words[1]);
            return ProcessHandle.of(Long.parseLong(words[0]))
                    .filter(Processes::isRunning)
                    .filter(process -> Math.abs(start(process) - start) <= TOLERANCE_MS);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static long start(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}
