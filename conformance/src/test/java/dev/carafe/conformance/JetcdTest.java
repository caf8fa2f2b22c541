package dev.carafe.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.Election;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.election.CampaignResponse;
import io.etcd.jetcd.election.LeaderResponse;
import io.etcd.jetcd.election.NoLeaderException;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.maintenance.StatusResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.LeaseOption;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code carafe etcd}, driven by jetcd, the Java client of the etcd project. */
@Timeout(300)
@BesideOthers
class JetcdTest {
    private static final long ANSWER_MAX_S = 60;

    @TempDir
    private Path folder;

    private EtcdMember etcd;
    private Client client;

    @BeforeEach
    void startEtcd() throws IOException {
        etcd = EtcdMember.start(folder);
        client = Client.builder().endpoints("http://" + etcd.endpoint()).build();
    }

    @AfterEach
    void endEtcd() {
        if (client != null) {
            client.close();
        }
        if (etcd != null) {
            etcd.close();
        }
    }

    @Test
    void keysAndTransactions() throws Exception {
        answer(client.getKVClient().put(bytes("a/1"), bytes("one")));
        assertThat(answer(client.getKVClient()
                                .put(
                                        bytes("a/1"),
                                        bytes("uno"),
                                        PutOption.builder().withPrevKV().build()))
                        .getPrevKv()
                        .getValue())
                .isEqualTo(bytes("one"));
        answer(client.getKVClient().put(bytes("a/2"), bytes("two")));
        GetResponse range = answer(client.getKVClient()
                .get(
                        bytes("a/"),
                        GetOption.builder()
                                .isPrefix(true)
                                .withSortField(GetOption.SortTarget.KEY)
                                .withSortOrder(GetOption.SortOrder.DESCEND)
                                .build()));
        assertThat(range.getKvs()).extracting(kv -> kv.getKey().toString()).containsExactly("a/2", "a/1");

        TxnResponse txn = answer(client.getKVClient()
                .txn()
                .If(new Cmp(bytes("a/1"), Cmp.Op.EQUAL, CmpTarget.value(bytes("uno"))))
                .Then(Op.put(bytes("b"), bytes("then"), PutOption.DEFAULT))
                .Else(Op.put(bytes("b"), bytes("else"), PutOption.DEFAULT))
                .commit());
        assertThat(txn.isSucceeded()).isTrue();
        assertThat(answer(client.getKVClient().get(bytes("b"))).getKvs())
                .singleElement()
                .satisfies(kv -> assertThat(kv.getValue()).isEqualTo(bytes("then")));

        assertThat(answer(client.getKVClient()
                                .delete(
                                        bytes("a/"),
                                        DeleteOption.builder().isPrefix(true).build()))
                        .getDeleted())
                .isEqualTo(2);
        answer(client.getKVClient().compact(txn.getHeader().getRevision()));
        assertThatThrownBy(() -> answer(client.getKVClient()
                        .get(bytes("a/1"), GetOption.builder().withRevision(2).build())))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("etcdserver: mvcc: required revision has been compacted");
    }

    @Test
    void watchesTellEveryChangeInOrder() throws Exception {
        answer(client.getKVClient().put(bytes("w"), bytes("1")));
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        WatchOption fromTheStart =
                WatchOption.builder().withRevision(1).withPrevKV(true).build();
        try (Watch.Watcher _ = client.getWatchClient()
                .watch(
                        bytes("w"),
                        fromTheStart,
                        Watch.listener(response -> response.getEvents().forEach(event -> events.add(told(event)))))) {
            answer(client.getKVClient().put(bytes("w"), bytes("2")));
            answer(client.getKVClient().delete(bytes("w")));
            for (String expected : List.of("PUT 1", "PUT 2", "DELETE after 2")) {
                assertThat(events.poll(ANSWER_MAX_S, TimeUnit.SECONDS)).isEqualTo(expected);
            }
        }
    }

    private static String told(WatchEvent event) {
        return event.getEventType() == WatchEvent.EventType.DELETE
                ? "DELETE after " + event.getPrevKV().getValue()
                : event.getEventType() + " " + event.getKeyValue().getValue();
    }

    @Test
    void leasesTakeTheirKeysAlong() throws Exception {
        long lease = answer(client.getLeaseClient().grant(100)).getID();
        answer(client.getKVClient()
                .put(
                        bytes("l"),
                        bytes("v"),
                        PutOption.builder().withLeaseId(lease).build()));
        assertThat(answer(client.getLeaseClient().keepAliveOnce(lease)).getTTL())
                .isEqualTo(100);
        assertThat(answer(client.getLeaseClient()
                                .timeToLive(
                                        lease,
                                        LeaseOption.builder().withAttachedKeys().build()))
                        .getKeys())
                .containsExactly(bytes("l"));
        answer(client.getLeaseClient().revoke(lease));
        assertThat(answer(client.getKVClient().get(bytes("l"))).getKvs()).isEmpty();
    }

    @Test
    void aLockHasOneHolderAtATime() throws Exception {
        long first = answer(client.getLeaseClient().grant(300)).getID();
        long second = answer(client.getLeaseClient().grant(300)).getID();
        ByteSequence held =
                answer(client.getLockClient().lock(bytes("lock"), first)).getKey();
        var waiting = client.getLockClient().lock(bytes("lock"), second);
        Await.until(
                "the second to stand in line",
                Duration.ofSeconds(ANSWER_MAX_S),
                () -> etcd.etcdctl("", List.of("get", "--prefix", "--count-only", "--write-out=fields", "lock/"))
                        .out(),
                said -> said.contains("\"Count\" : 2"));
        assertThat(waiting).isNotDone();
        answer(client.getLockClient().unlock(held));
        answer(client.getLockClient().unlock(answer(waiting).getKey()));
    }

    @Test
    void anElectionHasOneLeaderWhoMayProclaimAndResign() throws Exception {
        long lease = answer(client.getLeaseClient().grant(300)).getID();
        BlockingQueue<ByteSequence> seen = new LinkedBlockingQueue<>();
        client.getElectionClient().observe(bytes("seat"), new Seen(seen));
        CampaignResponse won = answer(client.getElectionClient().campaign(bytes("seat"), lease, bytes("me")));
        assertThat(answer(client.getElectionClient().leader(bytes("seat")))
                        .getKv()
                        .getValue())
                .isEqualTo(bytes("me"));
        answer(client.getElectionClient().proclaim(won.getLeader(), bytes("still me")));
        assertThat(answer(client.getElectionClient().leader(bytes("seat")))
                        .getKv()
                        .getValue())
                .isEqualTo(bytes("still me"));
        ByteSequence told = seen.poll(ANSWER_MAX_S, TimeUnit.SECONDS);
        if (bytes("me").equals(told)) { // who observes is told of each leader's last words, and may miss those before
            told = seen.poll(ANSWER_MAX_S, TimeUnit.SECONDS);
        }
        assertThat(told).isEqualTo(bytes("still me"));
        answer(client.getElectionClient().resign(won.getLeader()));
        assertThatThrownBy(() -> answer(client.getElectionClient().leader(bytes("seat"))))
                .hasRootCauseInstanceOf(NoLeaderException.class);
    }

    @Test
    void theMemberTellsOfItselfAndDefragments() throws Exception {
        assertThat(answer(client.getClusterClient().listMember()).getMembers()).hasSize(1);
        StatusResponse status = answer(client.getMaintenanceClient().statusMember("http://" + etcd.endpoint()));
        assertThat(status.getLeader()).isEqualTo(status.getHeader().getMemberId());
        answer(client.getMaintenanceClient().defragmentMember("http://" + etcd.endpoint()));
        assertThat(answer(client.getMaintenanceClient().listAlarms()).getAlarms())
                .isEmpty();
    }

    /** What an observer of an election is told. */
    private record Seen(BlockingQueue<ByteSequence> values) implements Election.Listener {
        @Override
        public void onNext(LeaderResponse response) {
            values.add(response.getKv().getValue());
        }

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {}
    }

    private static <T> T answer(CompletableFuture<T> future) throws Exception {
        return future.get(ANSWER_MAX_S, TimeUnit.SECONDS);
    }

    private static ByteSequence bytes(String text) {
        return ByteSequence.from(text, UTF_8);
    }
}
