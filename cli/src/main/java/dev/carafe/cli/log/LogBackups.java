package dev.carafe.cli.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * What a log file was before: {@code NAME-TIME.EXT} beside {@code NAME.EXT}, with {@code .gz} behind it once it is compressed. These are the
 * names that etcd gives. Other files are left alone.
 */
final class LogBackups {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss.SSS", Locale.ROOT);
    private static final String COMPRESSED = ".gz";
    private static final String UNFINISHED = ".tmp";

    private final Path folder;
    private final String prefix;
    private final String suffix;
    private final LogRotation rotation;
    private final InstantSource clock;
    private final ZoneId zone;

    /** A backup, compressed or not. */
    private record Backup(Path path, Instant made) {
        boolean isCompressed() {
            return path.toString().endsWith(COMPRESSED);
        }
    }

    /**
     * Of a file.
     *
     * @param file absolute
     * @param clock tells what backups are called and how old they are
     */
    LogBackups(Path file, LogRotation rotation, InstantSource clock) {
        this.folder = file.resolveSibling("");
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        this.prefix = (dot < 0 ? name : name.substring(0, dot)) + "-";
        this.suffix = dot < 0 ? "" : name.substring(dot);
        this.rotation = rotation;
        this.clock = clock;
        this.zone = rotation.localTime() ? ZoneId.systemDefault() : ZoneOffset.UTC;
    }

    /** A name for the file as it is now, which no backup has. */
    Path next() {
        Instant now = clock.instant();
        while (true) {
            Path path = folder.resolve(prefix + TIME.format(now.atZone(zone)) + suffix);
            if (!Files.exists(path) && !Files.exists(compressed(path))) {
                return path;
            }
            now = now.plusMillis(1);
        }
    }

    /** Removes those that are too many or too old, and compresses the others where that is asked for. */
    synchronized void tidy() throws IOException {
        List<Backup> newest = new ArrayList<>(all());
        newest.sort(Comparator.comparing(Backup::made).reversed());
        Instant oldest = rotation.ageDaysMax() == 0
                ? Instant.MIN
                : clock.instant().minus(Duration.ofDays(rotation.ageDaysMax()));
        int kept = 0;
        for (Backup backup : newest) {
            boolean tooMany = rotation.backupsMax() > 0 && kept == rotation.backupsMax();
            if (tooMany || backup.made.isBefore(oldest)) {
                Files.deleteIfExists(backup.path);
                continue;
            }
            kept++;
            if (rotation.compress() && !backup.isCompressed()) {
                compress(backup.path);
            }
        }
    }

    private List<Backup> all() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.flatMap(
                            path -> made(path.getFileName().toString()).stream().map(made -> new Backup(path, made)))
                    .toList();
        }
    }

    /** When a backup of such a name was made, empty when it is no backup's. */
    private Optional<Instant> made(String name) {
        String plain = name.endsWith(COMPRESSED) ? name.substring(0, name.length() - COMPRESSED.length()) : name;
        if (!plain.startsWith(prefix)
                || !plain.endsWith(suffix)
                || plain.length() < prefix.length() + suffix.length()) {
            return Optional.empty();
        }
        String time = plain.substring(prefix.length(), plain.length() - suffix.length());
        try {
            return Optional.of(LocalDateTime.parse(time, TIME).atZone(zone).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Path compressed(Path backup) {
        return backup.resolveSibling(backup.getFileName() + COMPRESSED);
    }

    /** A process that ends in the middle leaves the backup as it is, and another name that the next try takes over. */
    private static void compress(Path backup) throws IOException {
        Path whole = compressed(backup);
        Path unfinished = whole.resolveSibling(whole.getFileName() + UNFINISHED);
        try (OutputStream to = new GZIPOutputStream(Files.newOutputStream(unfinished))) {
            Files.copy(backup, to);
        }
        Files.move(unfinished, whole, StandardCopyOption.ATOMIC_MOVE);
        Files.delete(backup);
    }
}
