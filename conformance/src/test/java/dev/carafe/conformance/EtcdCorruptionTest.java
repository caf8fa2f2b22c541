package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members of {@code carafe etcd} that compare their data, one of which has another's. */
@BesideOthers
class EtcdCorruptionTest {
    private static final Duration FOUND_MAX = Duration.ofSeconds(60);
    private static final int MEMBERS = 3;
    private static final int TRIES_MAX = 20;
    private static final Pattern STANDING =
            Pattern.compile("\"member_id\":(\\d+).*\"raft_term\":(\\d+).*\"leader\":(\\d+),\"raftIndex\":(\\d+)");

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

    /** What a member tells of itself. */
    private record Standing(String id, long term, String leader, long index) {
        static Standing of(EtcdMember member) {
            String told = member.etcdctl("", List.of("endpoint", "status", "-w", "json"))
                    .out();
            Matcher matcher = STANDING.matcher(told);
            assertThat(matcher.find()).as(told).isTrue();
            return new Standing(
                    matcher.group(1),
                    Long.parseLong(matcher.group(2)),
                    matcher.group(3),
                    Long.parseLong(matcher.group(4)));
        }
    }

    private EtcdMember begin(String cluster, int i, List<String> flags) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "--name",
                "m" + i,
                "--initial-cluster",
                IntStream.range(0, MEMBERS)
                        .mapToObj(each -> "m" + each + "=" + peers.get(each))
                        .collect(Collectors.joining(",")),
                "--listen-peer-urls",
                peers.get(i),
                "--initial-advertise-peer-urls",
                peers.get(i)));
        all.addAll(flags);
        EtcdMember member = EtcdMember.beginMember(Files.createDirectories(files(cluster, i)), clients.get(i), all);
        running.add(member);
        return member;
    }

    private Path files(String cluster, int i) {
        return folder.resolve(cluster).resolve("m" + i);
    }

    /** Makes a cluster with some keys, which is ended then, and tells how its log ends. */
    private Standing make(String cluster, String value) throws IOException {
        for (int i = 0; i < MEMBERS; i++) {
            var _ = begin(cluster, i, List.of());
        }
        running.forEach(EtcdMember::awaitReady);
        for (int i = 0; i < MEMBERS; i++) {
            String key = "k" + i;
            assertThat(running.get(i).etcdctl("", List.of("put", key, value)).status())
                    .isZero();
        }
        Standing first = Standing.of(running.getFirst());
        List<Standing> all = Await.until(
                "all members to have all",
                FOUND_MAX,
                () -> running.stream().map(Standing::of).toList(),
                told -> told.stream().allMatch(one -> one.index() >= first.index() && one.term() == first.term()));
        Standing last = Collections.max(all, (one, other) -> Long.compare(one.index(), other.index()));
        end();
        return last;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(each).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path each, BasicFileAttributes attributes) throws IOException {
                Files.copy(each, to.resolve(from.relativize(each).toString()));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** A cluster of two members that are sound, and one with a log that fits theirs and holds other values. */
    private String corrupt() throws IOException {
        Standing other = make("other", "OTHER");
        for (int i = 0; i < TRIES_MAX; i++) {
            String cluster = "sound-" + i;
            Standing sound = make(cluster, "sound");
            if (sound.term() == other.term() && sound.index() == other.index()) {
                for (int member = 0; member < MEMBERS; member++) {
                    copy(files(member == MEMBERS - 1 ? "other" : cluster, member), files("corrupt", member));
                }
                return "corrupt";
            }
        }
        throw new AssertionError("no two clusters of " + TRIES_MAX + " had logs that ended alike");
    }

    @Test
    void aMemberWithOtherDataDoesNotStartWhereItComparesItselfAndIsFoundWhereTheLeaderCompares() throws IOException {
        String cluster = corrupt();
        for (int i = 0; i < MEMBERS - 1; i++) {
            var _ = begin(cluster, i, List.of("--corrupt-check-time", "500ms"));
        }
        running.forEach(EtcdMember::awaitReady);
        EtcdMember first = running.getFirst();
        EtcdMember refusing = begin(cluster, MEMBERS - 1, List.of("--feature-gates", "InitialCorruptCheck=true"));
        refusing.awaitEnd();
        assertThat(Files.readString(files(cluster, MEMBERS - 1).resolve("etcd.log")))
                .contains("found data inconsistency with peers");

        var _ = begin(cluster, MEMBERS - 1, List.of()); // never healthy: the alarm is everybody's
        var _ = Await.until(
                "the alarm",
                FOUND_MAX,
                () -> first.etcdctl("", List.of("alarm", "list")).out(),
                told -> told.contains("alarm:CORRUPT"));
        Command.Result refused = first.etcdctl("", List.of("put", "k", "v"));
        assertThat(refused.status()).isNotZero();
        assertThat(refused.err()).contains("corrupt cluster");
    }
}
