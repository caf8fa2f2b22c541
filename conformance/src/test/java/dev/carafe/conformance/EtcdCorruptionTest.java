package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members of {@code carafe etcd} that compare their data, one of which has another's. */
@BesideOthers
class EtcdCorruptionTest {
    private static final Duration FOUND_MAX = Duration.ofSeconds(60);
    private static final Duration RESTORE_MAX = Duration.ofSeconds(60);
    private static final int MEMBERS = 3;

    @TempDir
    private Path folder;

    private final List<String> clients = IntStream.range(0, MEMBERS)
            .mapToObj(_ -> "127.0.0.1:" + Ports.free())
            .toList();
    private final List<String> peers = IntStream.range(0, MEMBERS)
            .mapToObj(_ -> "http://127.0.0.1:" + Ports.free())
            .toList();
    private final List<EtcdMember> running = new ArrayList<>();

    @AfterEach
    void end() {
        running.forEach(EtcdMember::close);
        running.clear();
    }

    private String cluster() {
        return IntStream.range(0, MEMBERS)
                .mapToObj(each -> "m" + each + "=" + peers.get(each))
                .collect(Collectors.joining(","));
    }

    private Path files(int i) {
        return folder.resolve("m" + i);
    }

    /** Members compare themselves all the while, whoever of them leads. */
    private EtcdMember begin(int i, String... flags) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "--name",
                "m" + i,
                "--initial-cluster",
                cluster(),
                "--listen-peer-urls",
                peers.get(i),
                "--initial-advertise-peer-urls",
                peers.get(i),
                "--corrupt-check-time",
                "500ms"));
        all.addAll(List.of(flags));
        EtcdMember member = EtcdMember.beginMember(files(i), clients.get(i), all);
        running.add(member);
        return member;
    }

    /** A snapshot of a store that is alone, with some keys of a value. */
    private Path saved(String value) throws IOException {
        Path snapshot = folder.resolve(value + ".db");
        try (EtcdMember alone = EtcdMember.start(Files.createDirectories(folder.resolve(value)))) {
            for (int i = 0; i < MEMBERS; i++) {
                var _ = alone.etcdctl("", List.of("put", "k" + i, value)).orFail();
            }
            var _ = alone.etcdctl("", List.of("snapshot", "save", snapshot.toString()))
                    .orFail();
        }
        return snapshot;
    }

    private void restore(int i, Path snapshot) throws IOException {
        Files.createDirectories(files(i));
        var _ = Command.run(
                        RESTORE_MAX,
                        Map.of("CARAFE_NO_BUILD", "1"),
                        "",
                        List.of(
                                Cloud.REPOSITORY.resolve("carafe").toString(),
                                "etcdutl",
                                "snapshot",
                                "restore",
                                snapshot.toString(),
                                "--name",
                                "m" + i,
                                "--data-dir",
                                files(i).resolve("data").toString(),
                                "--initial-cluster",
                                cluster(),
                                "--initial-advertise-peer-urls",
                                peers.get(i)))
                .orFail();
    }

    private static boolean saysCorrupt(EtcdMember member) {
        return member.etcdctl("", List.of("alarm", "list")).out().contains("alarm:CORRUPT");
    }

    @Test
    void aMemberWithOtherDataDoesNotStartWhereItComparesItselfAndIsFoundWhereTheLeaderCompares() throws IOException {
        Path sound = saved("sound");
        Path other = saved("OTHER");
        for (int i = 0; i < MEMBERS; i++) {
            restore(i, i == MEMBERS - 1 ? other : sound);
        }
        for (int i = 0; i < MEMBERS - 1; i++) {
            var _ = begin(i);
        }
        running.forEach(EtcdMember::awaitReady);
        EtcdMember first = running.getFirst();
        assertThat(first.etcdctl("", List.of("get", "k0", "--print-value-only")).out())
                .isEqualTo("sound\n");
        EtcdMember refusing = begin(MEMBERS - 1, "--feature-gates", "InitialCorruptCheck=true");
        refusing.awaitEnd();
        assertThat(Files.readString(files(MEMBERS - 1).resolve("etcd.log")))
                .contains("found data inconsistency with peers");

        var _ = begin(MEMBERS - 1); // never healthy: the alarm is everybody's
        var _ = Await.until("the alarm", FOUND_MAX, () -> saysCorrupt(first), told -> told);
        Command.Result refused = first.etcdctl("", List.of("put", "k", "v"));
        assertThat(refused.status()).isNotZero();
        assertThat(refused.err()).contains("corrupt cluster");
    }
}
