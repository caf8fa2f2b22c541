package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three members of {@code carafe etcd} on loopback, which upstream's etcdctl takes for a cluster of etcd. */
@Timeout(600)
@BesideOthers
class EtcdClusterTest {
    private static final Duration CHANGE_MAX = Duration.ofMinutes(2);
    private static final int SPARE = 3;

    @TempDir
    private Path folder;

    private final List<Integer> clientPorts = ports();
    private final List<Integer> peerPorts = new ArrayList<>(ports());
    private final List<EtcdMember> members = new ArrayList<>();

    private static List<Integer> ports() {
        return IntStream.rangeClosed(0, SPARE).mapToObj(_ -> Ports.free()).toList();
    }

    private static String name(int number) {
        return "m" + number;
    }

    private String peerUrl(int number) {
        return "http://127.0.0.1:" + peerPorts.get(number);
    }

    private String endpoint(int number) {
        return "127.0.0.1:" + clientPorts.get(number);
    }

    private void begin(int number, String state, int... named) throws IOException {
        members.add(member(number, state, List.of(), named));
    }

    private EtcdMember member(int number, String state, List<String> flags, int... named) throws IOException {
        Path own = Files.createDirectories(folder.resolve(name(number)));
        String cluster = IntStream.of(named)
                .mapToObj(other -> name(other) + "=" + peerUrl(other))
                .collect(Collectors.joining(","));
        List<String> all = new ArrayList<>(List.of(
                "--name",
                name(number),
                "--initial-cluster",
                cluster,
                "--initial-cluster-state",
                state,
                "--listen-peer-urls",
                peerUrl(number),
                "--initial-advertise-peer-urls",
                peerUrl(number)));
        all.addAll(flags);
        return EtcdMember.beginMember(own, endpoint(number), all);
    }

    @BeforeEach
    void startThree() throws IOException {
        for (int number = 0; number < SPARE; number++) {
            begin(number, "new", 0, 1, 2);
        }
        members.forEach(EtcdMember::awaitReady);
    }

    @AfterEach
    void stopAll() {
        members.forEach(EtcdMember::close);
    }

    private Command.Result at(int number, String... words) {
        return members.get(number).etcdctl("", List.of(words));
    }

    /** The number of a field of a member's own status. */
    private String status(int number, String field) {
        String out = at(number, "endpoint", "status", "-w", "fields").out();
        return out.lines()
                .filter(line -> line.startsWith("\"" + field + "\" :"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("");
    }

    /** The member that leads, as one of some says of itself; -1 while none does. */
    private int leader(int... among) {
        for (int number : among) {
            String leader = status(number, "Leader");
            if (!leader.isEmpty() && !leader.equals("0") && leader.equals(status(number, "MemberID"))) {
                return number;
            }
        }
        return -1;
    }

    private int awaitLeader(int... among) {
        return Await.until("a leader", CHANGE_MAX, () -> leader(among), number -> number >= 0);
    }

    private static void awaitMore(EtcdWriter writer) {
        int before = writer.acknowledged().size();
        var _ = Await.until(
                "writes at another member",
                CHANGE_MAX,
                () -> writer.acknowledged().size(),
                size -> size > before + 20);
    }

    /** What the member has of the keys with a prefix, without asking the others. */
    private List<String> keys(int number, String prefix) {
        return at(number, "get", "--prefix", prefix, "--keys-only", "--consistency=s")
                .orFail()
                .lines()
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private void assertNothingIsLost(List<EtcdWriter> writers, int... survivors) {
        for (EtcdWriter writer : writers) {
            List<String> acknowledged = writer.acknowledged();
            assertThat(acknowledged).isNotEmpty();
            String prefix =
                    acknowledged.getFirst().substring(0, acknowledged.getFirst().indexOf('-') + 1);
            for (int number : survivors) {
                var _ = Await.until(
                        "all acknowledged keys at member " + number,
                        CHANGE_MAX,
                        () -> {
                            List<String> missing = new ArrayList<>(acknowledged);
                            missing.removeAll(new HashSet<>(keys(number, prefix)));
                            return missing;
                        },
                        List::isEmpty);
            }
        }
        List<String> hashes = IntStream.of(survivors)
                .mapToObj(number -> Await.until(
                        "the hash of member " + number,
                        CHANGE_MAX,
                        () -> at(number, "endpoint", "hashkv", "-w", "fields").out(),
                        out -> out.contains("\"Hash\"")))
                .map(out -> out.lines()
                        .filter(line -> line.startsWith("\"Hash\""))
                        .findFirst()
                        .orElseThrow())
                .toList();
        assertThat(hashes).as(hashes.toString()).containsOnly(hashes.getFirst());
    }

    @Test
    void aMemberThatIsLeftOverGoesOnAloneWhenItIsToldTo() throws Exception {
        var _ = at(0, "put", "kept", "v").orFail();
        int survivor = 1;
        assertThat(at(survivor, "get", "kept", "--print-value-only").orFail()).isEqualTo("v\n");
        for (EtcdMember member : members) {
            member.kill();
        }
        members.set(survivor, member(survivor, "new", List.of("--force-new-cluster"), 0, 1, 2));
        members.get(survivor).awaitReady();
        assertThat(at(survivor, "get", "kept", "--print-value-only").orFail()).isEqualTo("v\n");
        var _ = at(survivor, "put", "more", "w").orFail();
        assertThat(at(survivor, "member", "list").orFail().lines()).hasSize(1).allMatch(line -> line.contains("m1"));

        members.get(survivor).kill();
        members.set(survivor, member(survivor, "new", List.of(), 0, 1, 2));
        members.get(survivor).awaitReady();
        assertThat(at(survivor, "get", "more", "--print-value-only").orFail()).isEqualTo("w\n");
        assertThat(at(survivor, "member", "list").orFail().lines()).hasSize(1);
    }

    @Test
    void nothingAcknowledgedIsLostWhenLeadersAreKilledAndPaused() throws Exception {
        List<EtcdWriter> writers = new ArrayList<>();
        try {
            for (int number = 0; number < SPARE; number++) {
                writers.add(EtcdWriter.start(name(number), endpoint(number)));
            }
            int killed = awaitLeader(0, 1, 2);
            int other = (killed + 1) % SPARE;
            int third = (killed + 2) % SPARE;
            awaitMore(writers.get(other));
            members.get(killed).kill();
            awaitMore(writers.get(other));
            // While one of three is away nothing may be changed that could leave less than a majority.
            assertThat(at(other, "member", "add", name(SPARE), "--peer-urls=" + peerUrl(SPARE))
                            .err())
                    .contains("etcdserver: unhealthy cluster");
            assertThat(at(other, "member", "remove", hex(third)).err()).contains("etcdserver: unhealthy cluster");
            members.get(killed).restart();
            members.get(killed).awaitReady();

            int paused = awaitLeader(0, 1, 2);
            int awake = paused == other ? third : other;
            members.get(paused).signal("STOP");
            try {
                awaitMore(writers.get(awake));
            } finally {
                members.get(paused).signal("CONT");
            }
            members.get(paused).awaitReady();
            awaitMore(writers.get(paused));
        } finally {
            writers.forEach(EtcdWriter::close);
        }
        assertNothingIsLost(writers, 0, 1, 2);
    }

    @Test
    void leadersMoveAndMembersComeAndGo() throws Exception {
        int leader = awaitLeader(0, 1, 2);
        int next = (leader + 1) % SPARE;
        assertThat(at(next, "move-leader", hex(next)).err()).contains("no leader endpoint given");
        assertThat(at(leader, "move-leader", hex(next)).orFail()).contains("Leadership transferred from");
        assertThat(awaitLeader(0, 1, 2)).isEqualTo(next);

        EtcdWriter writer = EtcdWriter.start("w", endpoint(next));
        try {
            awaitMore(writer);
            assertThat(at(next, "member", "add", name(SPARE), "--learner", "--peer-urls=" + peerUrl(SPARE))
                            .orFail())
                    .contains("ETCD_INITIAL_CLUSTER_STATE=\"existing\"");
            begin(SPARE, "existing", 0, 1, 2, SPARE);
            assertThatALearnerAnswersLittle();
            var _ = Await.until(
                    "the learner to be a voter",
                    CHANGE_MAX,
                    () -> at(leader, "member", "promote", hex(SPARE)),
                    promoted -> promoted.status() == 0);
            assertThat(at(next, "member", "list").orFail().lines())
                    .hasSize(SPARE + 1)
                    .allMatch(line -> line.endsWith(", false"), "all vote");

            members.get(leader).signal("STOP"); // so that it cannot be told before it comes back
            String removed = hex(leader);
            var _ = Await.until(
                    "a member to be removed",
                    CHANGE_MAX,
                    () -> at(next, "member", "remove", removed),
                    answer -> answer.status() == 0);
            members.get(leader).signal("CONT");
            members.get(leader).awaitEnd();
            awaitMore(writer);
        } finally {
            writer.close();
        }
        assertNothingIsLost(List.of(writer), next, (leader + 2) % SPARE, SPARE);
        assertThat(at(next, "put", "after", "all").orFail()).contains("OK");
    }

    private void assertThatALearnerAnswersLittle() {
        var _ = Await.until(
                "what was written, at the learner",
                CHANGE_MAX,
                () -> at(SPARE, "get", "--prefix", "w-", "--limit=1", "--consistency=s"),
                answer -> answer.status() == 0 && answer.out().startsWith("w-"));
        for (List<String> refused : List.of(List.of("put", "k", "v"), List.of("get", "k"), List.of("member", "list"))) {
            assertThat(at(SPARE, refused.toArray(String[]::new)).err())
                    .as(refused.toString())
                    .contains("etcdserver: rpc not supported for learner");
        }
        assertThat(status(SPARE, "IsLearner")).isEqualTo("true");
    }

    @Test
    void aMemberIsFoundAtAnotherAddressOnceItIsTold() throws Exception {
        int leader = awaitLeader(0, 1, 2);
        int moved = (leader + 1) % SPARE;
        String id = hex(moved);
        String before = peerUrl(moved);
        members.get(moved).kill();
        peerPorts.set(moved, Ports.free());
        assertThat(at(leader, "member", "update", id, "--peer-urls=" + peerUrl(moved))
                        .orFail())
                .contains("updated in cluster");
        var _ = at(leader, "put", "meanwhile", "v").orFail();
        members.set(moved, member(moved, "existing", List.of(), 0, 1, 2));
        members.get(moved).awaitReady();
        assertThat(at(moved, "get", "meanwhile", "--print-value-only").orFail()).isEqualTo("v\n");
        assertThat(at(moved, "member", "list").orFail())
                .contains(id)
                .contains(peerUrl(moved) + ",")
                .doesNotContain(before + ",");
    }

    @Test
    void nothingAcknowledgedIsLostWhenMembersAreRestartedInTurn() throws Exception {
        List<EtcdWriter> writers = new ArrayList<>();
        try {
            for (int number = 0; number < SPARE; number++) {
                writers.add(EtcdWriter.start(name(number), endpoint(number)));
            }
            for (int number = 0; number < SPARE; number++) {
                awaitMore(writers.get((number + 1) % SPARE));
                members.get(number).signal("TERM");
                members.get(number).awaitEnd();
                awaitMore(writers.get((number + 1) % SPARE));
                members.get(number).restart();
                members.get(number).awaitReady();
                awaitMore(writers.get(number));
            }
        } finally {
            writers.forEach(EtcdWriter::close);
        }
        assertNothingIsLost(writers, 0, 1, 2);
    }

    /** A member's id, as the list of members has it. */
    private String hex(int number) {
        for (int asked = 0; asked < members.size(); asked++) {
            Command.Result list = at(asked == number ? (number + 1) % SPARE : asked, "member", "list");
            String id = list.out()
                    .lines()
                    .filter(line -> line.contains(peerUrl(number) + ","))
                    .map(line -> line.substring(0, line.indexOf(',')))
                    .findFirst()
                    .orElse("");
            if (list.status() == 0 && !id.isEmpty()) {
                return id;
            }
        }
        throw new AssertionError("no member at " + peerUrl(number));
    }
}
