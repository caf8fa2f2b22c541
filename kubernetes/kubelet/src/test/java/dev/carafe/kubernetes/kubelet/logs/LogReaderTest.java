package dev.carafe.kubernetes.kubelet.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogReaderTest {
    private static final String LOG = """
            2026-01-01T00:00:01.000000001Z stdout F one
            2026-01-01T00:00:02.000000001Z stderr F two
            not in the format
            2026-01-01T00:00:03.000000001Z stdout P th
            2026-01-01T00:00:03.000000002Z stdout F ree
            2026-01-01T00:00:04.000000001Z stdout F four
            """;

    @TempDir
    Path directory = Path.of(".");

    @Test
    void joinsPiecesAndLeavesOutWhatHasNotTheFormat() throws IOException {
        assertThat(read(LogOptions.ALL)).isEqualTo("one\ntwo\nthree\nfour\n");
    }

    @Test
    void tailsSinceLimitsAndStampsAsAsked() throws IOException {
        assertThat(read(new LogOptions(false, null, 1, -1, false, LogOptions.Streams.ALL)))
                .isEqualTo("four\n");
        assertThat(read(new LogOptions(false, null, 0, -1, false, LogOptions.Streams.ALL)))
                .isEmpty();
        assertThat(read(new LogOptions(
                        false, Instant.parse("2026-01-01T00:00:03Z"), -1, -1, false, LogOptions.Streams.ALL)))
                .isEqualTo("three\nfour\n");
        assertThat(read(new LogOptions(false, null, -1, 6, false, LogOptions.Streams.ALL)))
                .isEqualTo("one\ntw");
        assertThat(read(new LogOptions(false, null, 3, -1, true, LogOptions.Streams.ALL)))
                .isEqualTo("2026-01-01T00:00:03.000000001Z three\n2026-01-01T00:00:04.000000001Z four\n");
        assertThat(read(new LogOptions(false, null, -1, -1, false, LogOptions.Streams.STDERR)))
                .isEqualTo("two\n");
    }

    @Test
    void followsAcrossARotationUntilTheContainerEnds() throws Exception {
        Path log = Files.writeString(directory.resolve("0.log"), line("one"));
        AtomicBoolean running = new AtomicBoolean(true);
        Lines out = new Lines();
        LogOptions options = new LogOptions(true, null, -1, -1, false, LogOptions.Streams.ALL);
        Thread reader = Thread.ofVirtual().start(() -> {
            try {
                new LogReader(log, options, out, running::get).run();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        out.await("one\n");
        Files.writeString(log, line("two"), StandardOpenOption.APPEND);
        out.await("one\ntwo\n");
        new LogRotation(1, 3).rotate(log, Instant.EPOCH, () -> Files.writeString(log, line("three")));
        out.await("one\ntwo\nthree\n");
        Files.writeString(log, line("four"), StandardOpenOption.APPEND);
        running.set(false);
        assertThat(reader.join(java.time.Duration.ofSeconds(20))).isTrue();
        assertThat(out.text()).isEqualTo("one\ntwo\nthree\nfour\n");
    }

    @Test
    void rotationKeepsTheLastFilesAndCompressesAllButTheNewest() throws IOException {
        Path log = directory.resolve("0.log");
        LogRotation rotation = new LogRotation(1, 3);
        for (int i = 0; i < 5; i++) {
            Files.writeString(log, line("x" + i));
            assertThat(rotation.rotate(log, Instant.ofEpochSecond(i), () -> Files.createFile(log)))
                    .isTrue();
        }
        assertThat(rotation.rotate(log, Instant.EPOCH, () -> {})).isFalse();
        assertThat(directory).isDirectoryContaining("glob:**0.log.19700101-000003.gz");
        assertThat(directory).isDirectoryContaining("glob:**0.log.19700101-000004");
        try (var files = Files.list(directory)) {
            assertThat(files).hasSize(3);
        }
    }

    private static String line(String text) {
        return "2026-01-01T00:00:01.000000001Z stdout F " + text + "\n";
    }

    private String read(LogOptions options) throws IOException {
        Path log = Files.writeString(directory.resolve("0.log"), LOG);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new LogReader(log, options, out, () -> true).run();
        return out.toString(java.nio.charset.StandardCharsets.UTF_8);
    }

    /** Collects what is written and lets a test wait for it. */
    private static final class Lines extends OutputStream {
        private final StringBuilder text = new StringBuilder();
        private String awaited = "";
        private CountDownLatch reached = new CountDownLatch(0);

        @Override
        public synchronized void write(int b) {
            text.append((char) b);
            if (text.toString().equals(awaited)) {
                reached.countDown();
            }
        }

        synchronized String text() {
            return text.toString();
        }

        void await(String expected) throws InterruptedException {
            CountDownLatch latch;
            synchronized (this) {
                awaited = expected;
                reached = new CountDownLatch(text.toString().equals(expected) ? 0 : 1);
                latch = reached;
            }
            assertThat(latch.await(20, TimeUnit.SECONDS)).as("wrote %s", text()).isTrue();
        }
    }
}
