package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code carafe etcd} on a disk that fills up. */
@Timeout(180)
class FullDiskTest {
    private static final Path ETCDCTL = Cloud.REPOSITORY.resolve("conformance/target/tools/etcdctl");
    private static final String SERVED = "http://127.0.0.1:" + Ports.free();
    private static final String PEERS = "http://127.0.0.1:" + Ports.free();
    private static final int DISK_MIB = 40;
    private static final int PUTS_MAX = 2 * DISK_MIB;
    private static final String VALUE = "v".repeat(1 << 20);

    @TempDir
    private Path folder;

    private Path disk;
    private Path ballast;
    private Part etcd;
    private int acknowledged;

    @BeforeEach
    void startOnASmallDisk() throws IOException {
        assumeThat(System.getProperty("user.name"))
                .as("mounting a small disk needs root")
                .isEqualTo("root");
        assumeThat(ETCDCTL)
                .as("etcdctl was not built; ./carafe test does it where Go is")
                .isExecutable();
        disk = Files.createDirectory(folder.resolve("disk"));
        Command.run("mount", "-t", "tmpfs", "-o", "size=" + DISK_MIB + "m", "tmpfs", disk.toString())
                .orFail();
        ballast = Files.write(disk.resolve("ballast"), new byte[16 << 20]);
        etcd = start();
    }

    @AfterEach
    void end() {
        try {
            if (etcd != null) {
                etcd.close();
            }
        } finally {
            if (disk != null) {
                Command.run("umount", "-l", disk.toString());
            }
        }
    }

    @Test
    void writesAreRefusedUntilThereIsRoomAndNothingAcknowledgedIsLost() throws IOException {
        Command.Result refusal = fill();
        assertThat(refusal.err()).contains("etcdserver: mvcc: database space exceeded");
        assertThat(acknowledged).isGreaterThan(5);
        assertAllIsThere();
        assertThat(etcdctl("", "endpoint", "status").status()).isZero();
        assertThat(etcdctl("", "alarm", "list").orFail()).contains("alarm:NOSPACE");

        etcd.kill();
        etcd = start();
        assertAllIsThere();
        assertThat(put().err()).contains("etcdserver: mvcc: database space exceeded");

        Files.delete(ballast);
        Await.until("a write to be taken again", Duration.ofSeconds(20), this::put, put -> put.status() == 0);
        acknowledged++;
        put().orFail();
        acknowledged++;
        assertAllIsThere();
        assertThat(etcdctl("", "alarm", "list").orFail()).isEmpty();

        etcd.close();
        etcd = start();
        assertAllIsThere();
    }

    /** Puts until one is refused. */
    private Command.Result fill() {
        while (acknowledged < PUTS_MAX) {
            Command.Result put = put();
            if (put.status() != 0) {
                return put;
            }
            acknowledged++;
        }
        throw new AssertionError(PUTS_MAX + " MiB went onto a disk of " + DISK_MIB);
    }

    private Command.Result put() {
        return etcdctl(VALUE, "put", "full/" + acknowledged);
    }

    /** What was refused may not be there either. */
    private void assertAllIsThere() {
        assertThat(etcdctl("", "get", "--prefix", "--keys-only", "full/")
                        .orFail()
                        .lines()
                        .filter(line -> !line.isEmpty()))
                .hasSize(acknowledged);
        assertThat(etcdctl("", "get", "--print-value-only", "full/" + (acknowledged - 1))
                        .orFail()
                        .strip())
                .isEqualTo(VALUE);
    }

    private Part start() {
        Part started = Part.start(
                "etcd",
                folder.resolve("etcd.log"),
                List.of(),
                List.of(
                        "etcd",
                        "--data-dir",
                        disk.resolve("etcd").toString(),
                        "--listen-client-urls",
                        SERVED,
                        "--listen-peer-urls",
                        PEERS));
        Await.until(
                "etcd to answer",
                Duration.ofSeconds(60),
                () -> {
                    started.requireRunning();
                    return etcdctl("", "get", "nothing").status();
                },
                status -> status == 0);
        return started;
    }

    private static Command.Result etcdctl(String input, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(ETCDCTL.toString());
        command.addAll(List.of(arguments));
        return Command.run(Duration.ofSeconds(30), Map.of("ETCDCTL_ENDPOINTS", SERVED), input, command);
    }
}
