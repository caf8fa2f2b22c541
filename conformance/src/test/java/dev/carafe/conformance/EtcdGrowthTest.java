package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A {@code carafe etcd} that was told of no cluster, which upstream's etcdctl makes one of three and one again. */
@Timeout(600)
@BesideOthers
class EtcdGrowthTest {
    private static final Duration SOON = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    private record Named(String name, String peer) {
        static Named of(String name) {
            return new Named(name, "http://127.0.0.1:" + Ports.free());
        }

        List<String> flags() {
            return List.of("--name=" + name, "--listen-peer-urls=" + peer, "--initial-advertise-peer-urls=" + peer);
        }
    }

    private Path files(Named member) throws IOException {
        return Files.createDirectories(folder.resolve(member.name));
    }

    private EtcdMember join(EtcdMember asked, Named joining, Named... members) throws IOException {
        // Refused while a member that was added just now has not been seen for long enough.
        var _ = Await.until(
                joining.name + " to be added",
                SOON,
                () -> asked.etcdctl("", List.of("member", "add", joining.name, "--peer-urls=" + joining.peer)),
                answer -> answer.status() == 0);
        String cluster = Stream.concat(Stream.of(members), Stream.of(joining))
                .map(member -> member.name + "=" + member.peer)
                .collect(Collectors.joining(","));
        List<String> flags = Stream.concat(
                        joining.flags().stream(),
                        Stream.of("--initial-cluster=" + cluster, "--initial-cluster-state=existing"))
                .toList();
        EtcdMember member = EtcdMember.beginMember(files(joining), "127.0.0.1:" + Ports.free(), flags);
        awaitServing(member);
        return member;
    }

    private static void awaitServing(EtcdMember member) {
        var _ = Await.until(
                "a member to serve",
                SOON,
                () -> member.etcdctl("", List.of("endpoint", "health")),
                answer -> answer.status() == 0);
    }

    private static void put(EtcdMember member, String key) {
        var _ = Await.until(
                "a put of " + key,
                SOON,
                () -> member.etcdctl("", List.of("put", key, "v")),
                answer -> answer.status() == 0);
    }

    private static List<String> keys(EtcdMember member) {
        return member.etcdctl("", List.of("get", "", "--prefix", "--keys-only"))
                .orFail()
                .lines()
                .filter(line -> !line.isEmpty())
                .toList();
    }

    @Test
    void itGrowsLosesItsFirstMemberAndShrinks() throws Exception {
        Named one = Named.of("one");
        Named two = Named.of("two");
        Named three = Named.of("three");
        try (EtcdMember first = EtcdMember.start(files(one), one.flags().toArray(String[]::new))) {
            put(first, "alone");
            assertThat(first.etcdctl("", List.of("member", "list")).orFail())
                    .contains(", started, one, " + one.peer + ", http://" + first.endpoint() + ", false");
            try (EtcdMember second = join(first, two, one)) {
                assertThat(keys(second)).containsExactly("alone");
                put(second, "second");
                try (EtcdMember third = join(first, three, one, two)) {
                    put(third, "third");
                    String id = first.etcdctl("", List.of("member", "list"))
                            .orFail()
                            .lines()
                            .filter(line -> line.contains(" one, "))
                            .map(line -> line.substring(0, line.indexOf(',')))
                            .findFirst()
                            .orElseThrow();
                    first.kill();
                    put(second, "without");
                    assertThat(keys(third)).containsExactly("alone", "second", "third", "without");
                    var _ = third.etcdctl("", List.of("member", "remove", id)).orFail();
                    assertThat(third.etcdctl("", List.of("member", "list"))
                                    .orFail()
                                    .lines())
                            .hasSize(2);
                    put(third, "two");
                    second.kill();
                    second.restart();
                    awaitServing(second);
                    assertThat(keys(second)).containsExactly("alone", "second", "third", "two", "without");
                }
            }
        }
    }

    @Test
    void itGoesOnAfterAKillWithNoWordOfItsMembers() throws Exception {
        Named one = Named.of("one");
        try (EtcdMember member = EtcdMember.start(files(one), one.flags().toArray(String[]::new))) {
            put(member, "before");
            String members = member.etcdctl("", List.of("member", "list")).orFail();
            member.kill();
            member.restart();
            member.awaitReady();
            assertThat(keys(member)).containsExactly("before");
            assertThat(member.etcdctl("", List.of("member", "list")).orFail()).isEqualTo(members);
        }
    }
}
