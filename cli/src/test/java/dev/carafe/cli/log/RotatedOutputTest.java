package dev.carafe.cli.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatedOutputTest {
    private static final Instant BEGIN = Instant.parse("2026-03-01T10:00:00.250Z");

    @TempDir
    private Path folder;

    private Instant now = BEGIN;

    private RotatedOutput open(LogRotation rotation) throws IOException {
        return new RotatedOutput(folder.resolve("logs/etcd.log"), rotation, () -> now, Runnable::run);
    }

    /** A line in two parts. */
    private static void log(RotatedOutput to, String text) throws IOException {
        to.write(text.getBytes(UTF_8));
        to.write('\n');
        to.flush();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("logs"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private Path file(String name) {
        return folder.resolve("logs").resolve(name);
    }

    @Test
    void aFullFileGetsTheTimeIntoItsName() throws IOException {
        LogRotation rotation = new LogRotation(10, 0, 0, false, false);
        try (RotatedOutput log = open(rotation)) {
            log(log, "1234");
            log(log, "5678");
            log(log, "second");
            log(log, "a third line that is longer than a file may be");
        }
        try (RotatedOutput log = open(rotation)) {
            log(log, "fourth");
        }
        assertThat(names())
                .containsExactly(
                        "etcd-2026-03-01T10-00-00.250.log",
                        "etcd-2026-03-01T10-00-00.251.log",
                        "etcd-2026-03-01T10-00-00.252.log",
                        "etcd.log");
        assertThat(file("etcd-2026-03-01T10-00-00.250.log")).hasContent("1234\n5678\n");
        assertThat(file("etcd-2026-03-01T10-00-00.251.log")).hasContent("second\n");
        assertThat(file("etcd.log")).hasContent("fourth\n");
    }

    @Test
    void asManyBackupsStayAsMayAndNoneThatIsTooOld() throws IOException {
        Files.createDirectory(folder.resolve("logs"));
        Files.writeString(file("etcd-readme.log"), "not a backup");
        try (RotatedOutput log = open(new LogRotation(5, 2, 2, false, false))) {
            for (int day = 0; day < 4; day++) {
                now = BEGIN.plus(Duration.ofDays(day));
                log(log, "day " + day);
            }
            assertThat(names())
                    .containsExactly(
                            "etcd-2026-03-03T10-00-00.250.log",
                            "etcd-2026-03-04T10-00-00.250.log",
                            "etcd-readme.log",
                            "etcd.log");
            now = BEGIN.plus(Duration.ofDays(6));
            log(log, "day 6");
        }
        assertThat(names()).containsExactly("etcd-2026-03-07T10-00-00.250.log", "etcd-readme.log", "etcd.log");
        assertThat(file("etcd-2026-03-07T10-00-00.250.log")).hasContent("day 3\n");
    }

    @Test
    void backupsAreCompressedAlsoThoseThatAnEarlierProcessLeft() throws IOException {
        Files.createDirectory(folder.resolve("logs"));
        Files.writeString(file("etcd-2026-02-01T10-00-00.000.log"), "before\n");
        Files.writeString(file("etcd-2026-02-01T10-00-00.000.log.gz.tmp"), "half");
        try (RotatedOutput log = open(new LogRotation(5, 0, 2, false, true))) {
            log(log, "one");
            log(log, "two");
        }
        assertThat(names())
                .containsExactly(
                        "etcd-2026-02-01T10-00-00.000.log.gz", "etcd-2026-03-01T10-00-00.250.log.gz", "etcd.log");
        try (InputStream backup = new GZIPInputStream(Files.newInputStream(file(names().getFirst())))) {
            assertThat(new String(backup.readAllBytes(), UTF_8)).isEqualTo("before\n");
        }
    }

    @Test
    void namesAreOfLocalTimeWhereThatIsAskedFor() throws IOException {
        try (RotatedOutput log = open(new LogRotation(1, 0, 0, true, false))) {
            log(log, "one");
            log(log, "two");
        }
        LocalDateTime local = LocalDateTime.ofInstant(BEGIN, ZoneId.systemDefault());
        assertThat(names().getFirst()).isEqualTo("etcd-" + local.toString().replace(':', '-') + ".log");
    }

    @Test
    void aFileThatCannotGiveWayGrows() throws IOException {
        try (RotatedOutput log = open(new LogRotation(5, 0, 0, false, false))) {
            log(log, "one");
            Files.delete(file("etcd.log")); // so that it cannot be renamed
            log(log, "two");
            assertThat(names()).isEmpty();
            Files.writeString(file("etcd.log"), "of somebody else\n");
            log(log, "three");
        }
        assertThat(names()).containsExactly("etcd-2026-03-01T10-00-00.250.log", "etcd.log");
        assertThat(file("etcd.log")).hasContent("three\n");
    }
}
