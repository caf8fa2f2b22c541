package dev.carafe.etcd.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.Compare;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.LeaseRevokeRequest;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.RangeResponse;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.TxnResponse;
import dev.carafe.etcd.WatchEvent;
import dev.carafe.etcd.WatchRequest;
import dev.carafe.etcd.testing.RecordingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedStoreTest {
    @TempDir
    private Path directory;

    private EmbeddedStore open() throws IOException {
        return EmbeddedStore.open(StoreConfig.of(directory.resolve("etcd")));
    }

    @Test
    void keepsWhatWasWrittenAcrossRestarts() throws IOException {
        try (Store store = open()) {
            assertThat(store.put(put("/a", "1")).revision()).isEqualTo(2);
            assertThat(store.put(put("/a", "2")).revision()).isEqualTo(3);
            assertThat(store.put(put("/b", "3")).revision()).isEqualTo(4);
            assertThat(store.deleteRange(DeleteRangeRequest.of(key("/b"))).deleted())
                    .isEqualTo(1);
        }
        try (Store store = open()) {
            RangeResponse all = store.range(RangeRequest.prefix(key("/")));
            assertThat(all.revision()).isEqualTo(5);
            assertThat(all.kvs()).containsExactly(new KeyValue(key("/a"), key("2"), 2, 3, 2, 0));
            assertThat(store.range(RangeRequest.prefix(key("/")).withRevision(4))
                            .kvs())
                    .hasSize(2);
            assertThat(store.status().raftIndex()).isEqualTo(4);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("etcd"))))
                .isEqualTo("rwx------");
    }

    @Test
    void cannotBeOpenedTwice() throws IOException {
        try (Store first = open()) {
            assertThat(first.status().revision()).isEqualTo(1);
            assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("in use");
        }
    }

    @Test
    void guardsATransactionByTheRevisionOfAKey() throws IOException {
        try (Store store = open()) {
            TxnRequest create = new TxnRequest(
                    List.of(Compare.modRevision(key("k"), 0)), List.of(put("k", "v")), List.of(get("k")));
            assertThat(store.txn(create).succeeded()).isTrue();
            TxnResponse second = store.txn(create);
            assertThat(second.succeeded()).isFalse();
            assertThat(second.revision()).isEqualTo(2);
            assertThat(((RangeResponse) second.responses().getFirst()).kvs())
                    .extracting(KeyValue::value)
                    .containsExactly(key("v"));
        }
    }

    @Test
    void givesManyWritersEachTheirOwnRevision() throws Exception {
        try (Store store = open();
                ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 500; i++) {
                int number = i;
                writers.execute(() -> store.put(put("/k/" + number, "v")));
            }
            writers.shutdown();
            assertThat(writers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            RangeResponse all = store.range(RangeRequest.prefix(key("/k/")));
            assertThat(all.kvs()).extracting(KeyValue::modRevision).doesNotHaveDuplicates();
            assertThat(all.revision()).isEqualTo(501);
        }
    }

    @Test
    void watchesFromThePastAndGoesOnWithThePresent() throws IOException {
        try (Store store = open()) {
            store.put(put("/a", "1"));
            store.put(put("/x", "1"));
            store.put(put("/a", "2"));
            RecordingListener listener = new RecordingListener();
            try (AutoCloseable watcher = store.watch(
                    WatchRequest.prefix(key("/a")).withStartRevision(2).withPrevKv(true), listener)) {
                store.deleteRange(DeleteRangeRequest.of(key("/a")));
                List<WatchEvent> events = listener.awaitEvents(3);
                assertThat(watcher).isNotNull();
                assertThat(events).extracting(event -> event.kv().modRevision()).containsExactly(2L, 4L, 5L);
                assertThat(events.get(2).isDelete()).isTrue();
                assertThat(events.get(2).prevKv()).isEqualTo(new KeyValue(key("/a"), key("2"), 2, 4, 2, 0));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void cancelsAWatchOfACompactedRevisionAndSaysFromWhereOn() throws IOException {
        try (Store store = open()) {
            for (int i = 0; i < 5; i++) {
                store.put(put("k", "v" + i));
            }
            store.compact(new CompactRequest(5, true));
            RecordingListener listener = new RecordingListener();
            store.watch(WatchRequest.of(key("k")).withStartRevision(3), listener);
            EtcdException cause = listener.awaitCancelled();
            assertThat(cause.is(EtcdError.COMPACTED)).isTrue();
            assertThat(listener.compactRevision()).isEqualTo(5);
            assertThatThrownBy(() -> store.range(get("k").withRevision(4)))
                    .hasMessage("etcdserver: mvcc: required revision has been compacted");
            assertThatThrownBy(() -> store.range(get("k").withRevision(7)))
                    .hasMessage("etcdserver: mvcc: required revision is a future revision");
            assertThat(store.range(get("k").withRevision(5)).kvs())
                    .extracting(KeyValue::value)
                    .containsExactly(key("v3"));
        }
    }

    @Test
    void deletesTheKeysOfARevokedLease() throws IOException {
        try (Store store = open()) {
            long lease = store.leaseGrant(new LeaseGrantRequest(60, 0)).id();
            store.put(put("l", "v").withLease(lease));
            assertThat(store.leaseTimeToLive(lease, true).keys()).containsExactly(key("l"));
            store.leaseRevoke(new LeaseRevokeRequest(lease));
            assertThat(store.get(key("l"))).isNull();
            assertThat(store.leaseLeases().ids()).isEmpty();
            assertThatThrownBy(() -> store.put(put("l", "v").withLease(lease)))
                    .hasMessage("etcdserver: requested lease not found");
        }
    }

    private static Bytes key(String text) {
        return Bytes.utf8(text);
    }

    private static PutRequest put(String key, String value) {
        return PutRequest.of(key(key), key(value));
    }

    private static RangeRequest get(String key) {
        return RangeRequest.of(key(key));
    }
}
