package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What etcdctl does with several requests at once, of {@code carafe etcd}: locks, elections, mirrors, checks. */
@Timeout(240)
@BesideOthers
class EtcdctlToolsTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final List<Process> running = new ArrayList<>();
    private EtcdMember etcd;

    @BeforeEach
    void startEtcd() throws IOException {
        etcd = EtcdMember.start(folder);
    }

    @AfterEach
    void endAll() throws InterruptedException {
        for (Process process : running) {
            process.destroyForcibly().waitFor();
        }
        if (etcd != null) {
            etcd.close();
        }
    }

    @Test
    void aLockIsHeldByOneAndTakenOverWhenItIsLetGo() throws IOException {
        Path first = begin("first", "lock", "guard");
        String key = awaitLines(first, 1).getFirst();
        assertThat(key).startsWith("guard/");
        assertThat(etcd.etcdctl("", List.of("get", "--prefix", "guard/")).orFail())
                .contains(key);
        Path second = begin("second", "lock", "guard");
        // The second one stands in the line, and has nothing.
        var _ = Await.until(
                "both to stand in the line",
                SOON,
                () -> etcd.etcdctl("", List.of("get", "--prefix", "--keys-only", "guard/"))
                        .orFail(),
                keys -> keys.lines().filter(line -> !line.isEmpty()).count() == 2);
        assertThat(Files.readString(second)).isEmpty();
        running.getFirst().destroy(); // lets go at the signal
        assertThat(awaitLines(second, 1).getFirst()).startsWith("guard/").isNotEqualTo(key);
    }

    @Test
    void aCommandRunsUnderALockAndItsExitCodeComesBack() {
        assertThat(etcd.etcdctl("", List.of("lock", "guard", "echo", "held")).orFail())
                .isEqualTo("held\n");
        assertThat(etcd.etcdctl("", List.of("lock", "guard", "sh", "--", "-c", "exit 3"))
                        .status())
                .isEqualTo(3);
        assertThat(etcd.etcdctl("", List.of("get", "--prefix", "guard/")).orFail())
                .isEmpty();
    }

    @Test
    void anElectionIsWonByTheNextWhenTheWinnerGoes() throws IOException {
        Path listener = begin("listener", "elect", "--listen", "office");
        Path winner = begin("winner", "elect", "office", "one");
        assertThat(awaitLines(winner, 2).get(1)).isEqualTo("one");
        assertThat(awaitLines(listener, 2).get(1)).isEqualTo("one");
        Path next = begin("next", "elect", "office", "two");
        var _ = Await.until(
                "both to stand for election",
                SOON,
                () -> etcd.etcdctl("", List.of("get", "--prefix", "--print-value-only", "office/"))
                        .orFail(),
                values -> values.contains("two"));
        assertThat(Files.readString(next)).isEmpty();
        running.get(1).destroy(); // resigns at the signal
        assertThat(awaitLines(next, 2).get(1)).isEqualTo("two");
        assertThat(awaitLines(listener, 4).get(3)).isEqualTo("two");
    }

    @Test
    void aMirrorFollowsWithAnotherPrefix() throws IOException {
        try (EtcdMember mirror = EtcdMember.start(Files.createDirectory(folder.resolve("mirror")))) {
            var _ = etcd.etcdctl("", List.of("put", "m/a", "1")).orFail();
            var _ = etcd.etcdctl("", List.of("put", "other", "0")).orFail();
            var _ = begin("mirroring", "make-mirror", "--prefix", "m/", "--dest-prefix", "n/", mirror.endpoint());
            awaitAll(mirror, "n/a\n1\n");
            var _ = etcd.etcdctl("", List.of("put", "m/b", "2")).orFail();
            awaitAll(mirror, "n/a\n1\nn/b\n2\n");
            var _ = etcd.etcdctl("", List.of("del", "m/a")).orFail();
            awaitAll(mirror, "n/b\n2\n");
        }
    }

    @Test
    void theScaleOfDataIsChecked() {
        // It reads the server's own memory before and after it has put ten thousand keys.
        Command.Result result = etcd.etcdctl("", List.of("check", "datascale", "--load=s"), Duration.ofMinutes(3));
        assertThat(result.orFail()).contains("PASS: Approximate system memory used");
    }

    @Test
    void aSmallLoadIsServedFastEnough() {
        // It puts for a minute. Whether every put was fast enough is a matter of the machine, and the exit code is of
        // that too.
        Command.Result result = etcd.etcdctl("", List.of("check", "perf", "--load=s"), Duration.ofMinutes(3));
        assertThat(result.out() + result.err()).contains("PASS: Throughput is");
    }

    @Test
    void aPasswordComesFromStandardInput() {
        assertThat(etcd.etcdctl("first\n", List.of("user", "add", "root", "--interactive=false"))
                        .orFail())
                .contains("User root created");
        var _ = etcd.etcdctl("", List.of("user", "grant-role", "root", "root")).orFail();
        assertThat(etcd.etcdctl("second\n", List.of("user", "passwd", "root", "--interactive=false"))
                        .orFail())
                .contains("Password updated");
        var _ = etcd.etcdctl("", List.of("auth", "enable")).orFail();
        assertThat(etcd.etcdctl("", List.of("--user=root:first", "put", "k", "v"))
                        .err())
                .contains("authentication failed, invalid user ID or password");
        assertThat(etcd.etcdctl("", List.of("--user=root:second", "put", "k", "v"))
                        .orFail())
                .isEqualTo("OK\n");
    }

    private static void awaitAll(EtcdMember member, String wanted) {
        var _ = Await.until(
                "the mirror",
                SOON,
                () -> member.etcdctl("", List.of("get", "--prefix", "")).orFail(),
                wanted::equals);
    }

    /** Starts a command that goes on, and returns the file with what it prints. */
    private Path begin(String name, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(EtcdMember.ETCDCTL.toString()));
        words.addAll(List.of(arguments));
        Path out = folder.resolve(name + ".out");
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectOutput(out.toFile())
                .redirectError(folder.resolve(name + ".err").toFile());
        builder.environment().put("ETCDCTL_ENDPOINTS", etcd.endpoint());
        running.add(builder.start());
        return out;
    }

    private static List<String> awaitLines(Path file, int count) {
        return Await.until("lines in " + file.getFileName(), SOON, () -> lines(file), lines -> lines.size() >= count);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
