package dev.carafe.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartLogHandlerTest {

    @TempDir
    Path directory;

    @Test
    void loggersBelongToThePartWhosePackageTheyAreIn() {
        assertThat(Parts.of("dev.carafe.kubernetes.scheduler.framework.Cycle")).isEqualTo("kube-scheduler");
        assertThat(Parts.of("dev.carafe.etcd.wal.Wal")).isEqualTo("etcd");
        assertThat(Parts.of("dev.carafe.kubernetes.kubelet")).isEqualTo("kubelet");
        assertThat(Parts.of("dev.carafe.kubernetes.kubeletx.Y")).isEqualTo("carafe");
        assertThat(Parts.of("org.eclipse.jetty.Server")).isEqualTo("carafe");
        assertThat(Parts.of("")).isEqualTo("carafe");
    }

    @Test
    void aFullFileGivesWayAndOnlyTwoOldOnesStay() throws Exception {
        Path file = directory.resolve("etcd.log");
        try (RotatingFile log = new RotatingFile(file, 100)) {
            for (int i = 0; i < 50; i++) {
                log.append("line " + i + " of thirty characters...\n");
            }
        }

        try (var files = Files.list(directory)) {
            assertThat(files.map(each -> each.getFileName().toString()))
                    .containsExactlyInAnyOrder("etcd.log", "etcd.log.1", "etcd.log.2");
        }
        assertThat(Files.size(file)).isLessThanOrEqualTo(100);
        assertThat(Files.readString(file)).contains("line 49 ");
    }

    @Test
    void linesThatCannotBeWrittenAreCountedOnceWritingWorksAgain() throws Exception {
        Path missing = directory.resolve("gone");
        Path file = missing.resolve("etcd.log");
        try (RotatingFile log = new RotatingFile(file, 1000)) {
            log.append("one\n");
            log.append("two\n");
            Files.createDirectory(missing);
            log.append("three\n");
        }

        assertThat(Files.readString(file)).isEqualTo("(2 lines could not be written before this one)\nthree\n");
    }

    @Test
    void logsOfSeveralPartsAreMergedByTimeAndStackTracesStayTogether() throws Exception {
        Files.writeString(
                directory.resolve("etcd.log"),
                "2026-01-01T00:00:02.000Z WARN  Wal: slow\n\tat Wal.sync\n2026-01-01T00:00:04.000Z INFO  Wal: ok\n");
        Files.writeString(directory.resolve("etcd.log.1"), "2026-01-01T00:00:00.000Z INFO  Wal: opened\n");
        Files.writeString(directory.resolve("kubelet.log"), "2026-01-01T00:00:03.000Z INFO  Pod: started\n");
        Files.writeString(
                directory.resolve("containerd.log"), "time=\"2026-01-01T00:00:01.5Z\" level=error msg=\"x\"\n");

        List<String> lines = new ArrayList<>();
        new LogReader(directory, List.of("etcd", "kubelet", "containerd", "kube-proxy")).print(-1, lines::add);

        assertThat(lines)
                .containsExactly(
                        "etcd | 2026-01-01T00:00:00.000Z INFO  Wal: opened",
                        "containerd | time=\"2026-01-01T00:00:01.5Z\" level=error msg=\"x\"",
                        "etcd | 2026-01-01T00:00:02.000Z WARN  Wal: slow",
                        "etcd | \tat Wal.sync",
                        "kubelet | 2026-01-01T00:00:03.000Z INFO  Pod: started",
                        "etcd | 2026-01-01T00:00:04.000Z INFO  Wal: ok");
    }

    @Test
    void followingShowsWhatIsAppendedAlsoAcrossRotation() throws Exception {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        CountDownLatch started = new CountDownLatch(1);
        try (RotatingFile log = new RotatingFile(directory.resolve("etcd.log"), 60)) {
            log.append("before\n");
            LogReader reader = new LogReader(directory, List.of("etcd"));
            Thread follower = Thread.ofVirtual().start(() -> {
                try {
                    reader.follow(started::countDown, seen::add);
                } catch (IOException e) {
                    seen.add(e.toString());
                }
            });
            assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
            log.append("first line, which is rather long\n");
            assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("first line, which is rather long");
            log.append("second line, longer than the rest of the file\n");
            assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("second line, longer than the rest of the file");
            follower.interrupt();
            follower.join();
        }
    }
}
