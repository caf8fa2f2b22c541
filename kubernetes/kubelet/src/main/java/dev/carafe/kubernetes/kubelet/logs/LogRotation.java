package dev.carafe.kubernetes.kubelet.logs;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Keeps a container's log below a size: {@code 0.log} is moved to {@code 0.log.20260131-093000} when too
 * large and the runtime told to write a new one; older ones are compressed, the oldest deleted. The
 * names are upstream's ({@code pkg/kubelet/logs/container_log_manager.go}).
 *
 * @param maxBytes the size from which a log is rotated
 * @param maxFiles how many files a container may have, the current one included
 */
public record LogRotation(long maxBytes, int maxFiles) {
    private static final DateTimeFormatter SUFFIX =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss").withZone(ZoneOffset.UTC);
    private static final String COMPRESSED = ".gz";
    private static final String UNFINISHED = ".tmp";

    /** Makes the runtime open the log's path anew. */
    @FunctionalInterface
    public interface Reopen {
        void reopen() throws IOException;
    }

    /** Rotates {@code log} if it is too large; false when it is not. */
    public boolean rotate(Path log, Instant now, Reopen reopen) throws IOException {
        if (!Files.isRegularFile(log) || Files.size(log) < maxBytes) {
            return false;
        }
        List<Path> rotated = rotatedFiles(log);
        while (rotated.size() > Math.max(0, maxFiles - 2)) {
            Files.deleteIfExists(rotated.removeFirst());
        }
        for (Path file : rotated) {
            if (!file.toString().endsWith(COMPRESSED)) {
                compress(file);
            }
        }
        Path moved = log.resolveSibling(log.getFileName() + "." + SUFFIX.format(now));
        Files.move(log, moved);
        try {
            reopen.reopen();
        } catch (IOException e) {
            // The runtime writes to the moved file still; under its old name nothing is lost.
            Files.move(moved, log, StandardCopyOption.ATOMIC_MOVE);
            throw e;
        }
        return true;
    }

    /** The log's moved files, oldest first; leftovers of a compression cut short are deleted. */
    static List<Path> rotatedFiles(Path log) throws IOException {
        List<Path> files = new ArrayList<>();
        String prefix = log.getFileName() + ".";
        try (Stream<Path> siblings =
                Files.list(Objects.requireNonNull(log.toAbsolutePath().getParent()))) {
            siblings.filter(path -> Objects.requireNonNull(path.getFileName())
                            .toString()
                            .startsWith(prefix))
                    .sorted()
                    .forEach(files::add);
        }
        for (Path file : List.copyOf(files)) {
            if (file.toString().endsWith(UNFINISHED)) {
                Files.deleteIfExists(file);
                files.remove(file);
            }
        }
        return files;
    }

    private static void compress(Path file) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + UNFINISHED);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(unfinished))) {
            Files.copy(file, out);
        }
        Files.move(unfinished, file.resolveSibling(file.getFileName() + COMPRESSED), StandardCopyOption.ATOMIC_MOVE);
        Files.delete(file);
    }
}
