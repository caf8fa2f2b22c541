package dev.carafe.etcd.server;

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
import dev.carafe.etcd.Op;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.RangeResponse;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.TxnResponse;
import dev.carafe.etcd.WatchEvent;
import dev.carafe.etcd.WatchRequest;
import dev.carafe.etcd.Watcher;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import dev.carafe.etcd.remote.RemoteStore;
import dev.carafe.etcd.remote.RemoteStoreConfig;
import dev.carafe.etcd.testing.RecordingListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store's whole interface, over a socket. */
class GrpcRoundTripTest {
    @TempDir
    private Path directory;

    private EmbeddedStore embedded;
    private EtcdServer server;
    private Store store;

    @BeforeEach
    void start() throws IOException {
        embedded = EmbeddedStore.open(StoreConfig.of(directory));
        server = EtcdServer.start(EtcdServerConfig.plain(loopback(0)), embedded.member());
        store = connect();
    }

    @AfterEach
    void stop() {
        store.close();
        server.close();
        embedded.close();
    }

    @Test
    void readsWhatItWrote() {
        assertThat(store.put(put("a", "1").withPrevKv(true)).prevKv()).isNull();
        assertThat(store.put(put("a", "2").withPrevKv(true)).prevKv())
                .isEqualTo(new KeyValue(key("a"), key("1"), 2, 2, 1, 0));
        store.put(put("b", "3"));
        RangeResponse page = store.range(RangeRequest.prefix(Bytes.EMPTY).withLimit(1));
        assertThat(page)
                .isEqualTo(embedded.range(RangeRequest.prefix(Bytes.EMPTY).withLimit(1)));
        assertThat(page.more()).isTrue();
        assertThat(page.count()).isEqualTo(2);
        assertThat(store.deleteRange(DeleteRangeRequest.prefix(Bytes.EMPTY).withPrevKv(true))
                        .prevKvs())
                .extracting(KeyValue::value)
                .containsExactly(key("2"), key("3"));
        assertThat(store.status()).isEqualTo(embedded.status());
    }

    @Test
    void runsNestedTransactions() {
        TxnRequest inner = new TxnRequest(
                List.of(new Compare(key("a"), Bytes.EMPTY, Compare.Result.GREATER, new Compare.Version(0))),
                List.of(put("yes", "1")),
                List.of(put("no", "1"), RangeRequest.of(key("a"))));
        TxnRequest outer = new TxnRequest(List.of(), List.of(put("a", "1"), inner), List.of());
        TxnResponse response = store.txn(outer);
        TxnResponse nested = (TxnResponse) response.responses().get(1);
        // All comparisons are made before anything is written.
        assertThat(nested.succeeded()).isFalse();
        assertThat(((RangeResponse) nested.responses().get(1)).kvs()).hasSize(1);
        assertThat(response.revision()).isEqualTo(2);
    }

    @Test
    void answersWithTheTextsOfEtcd() {
        assertThatThrownBy(() -> store.put(put("", "1")))
                .hasMessage("etcdserver: key is not provided")
                .extracting(e -> ((EtcdException) e).code())
                .isEqualTo(EtcdError.Code.INVALID_ARGUMENT);
        assertThatThrownBy(() -> store.txn(new TxnRequest(List.of(), List.of(put("a", "1"), put("a", "2")), List.of())))
                .hasMessage("etcdserver: duplicate key given in txn request");
        assertThatThrownBy(() -> store.leaseRevoke(new LeaseRevokeRequest(77)))
                .matches(e -> ((EtcdException) e).is(EtcdError.LEASE_NOT_FOUND));
        assertThatThrownBy(() -> store.compact(new CompactRequest(9, false)))
                .matches(e -> ((EtcdException) e).is(EtcdError.FUTURE_REVISION));
        assertThatThrownBy(() -> store.put(PutRequest.of(key("big"), Bytes.wrap(new byte[1600 << 10]))))
                .matches(e -> ((EtcdException) e).is(EtcdError.REQUEST_TOO_LARGE));
    }

    /** etcd's {@code --max-txn-ops} is 128. */
    @Test
    void aTransactionHasNoMoreOperationsThanEtcdLets() {
        List<Op> many =
                IntStream.range(0, 129).<Op>mapToObj(i -> put("k" + i, "v")).toList();
        assertThatThrownBy(() -> store.txn(new TxnRequest(List.of(), many, List.of())))
                .hasMessage("etcdserver: too many operations in txn request");
        assertThat(store.txn(new TxnRequest(List.of(), many.subList(0, 128), List.of()))
                        .succeeded())
                .isTrue();
    }

    @Test
    void watchesWithPreviousValuesAndProgress() {
        store.put(put("w/1", "a"));
        RecordingListener listener = new RecordingListener();
        try (Watcher watcher =
                store.watch(WatchRequest.prefix(key("w/")).withStartRevision(2).withPrevKv(true), listener)) {
            store.put(put("w/1", "b"));
            store.deleteRange(DeleteRangeRequest.of(key("w/1")));
            List<WatchEvent> events = listener.awaitEvents(3);
            assertThat(events).extracting(event -> event.kv().modRevision()).containsExactly(2L, 3L, 4L);
            assertThat(events.get(2).prevKv()).isEqualTo(new KeyValue(key("w/1"), key("b"), 2, 3, 2, 0));
            long elsewhere = store.put(put("x", "1")).revision();
            watcher.requestProgress();
            assertThat(listener.awaitProgress(elsewhere)).isEqualTo(elsewhere);
        }
    }

    @Test
    void cancelsAWatchOfCompactedHistory() {
        for (int i = 0; i < 5; i++) {
            store.put(put("k", "" + i));
        }
        store.compact(new CompactRequest(4, true));
        RecordingListener listener = new RecordingListener();
        try (Watcher _ = store.watch(WatchRequest.of(key("k")).withStartRevision(2), listener)) {
            assertThat(listener.awaitCancelled().is(EtcdError.COMPACTED)).isTrue();
            assertThat(listener.compactRevision()).isEqualTo(4);
        }
    }

    @Test
    void resumesAWatchWhenTheServerComesBack() throws IOException {
        RecordingListener listener = new RecordingListener();
        try (Watcher _ = store.watch(WatchRequest.prefix(key("r/")), listener)) {
            store.put(put("r/1", "a"));
            listener.awaitEvents(1);
            int port = server.port();
            server.close();
            embedded.put(put("r/2", "b"));
            server = EtcdServer.start(EtcdServerConfig.plain(loopback(port)), embedded.member());
            embedded.put(put("r/3", "c"));
            assertThat(listener.awaitEvents(3))
                    .extracting(event -> event.kv().key().toUtf8())
                    .containsExactly("r/1", "r/2", "r/3");
        }
    }

    @Test
    void holdsASlowClientBackWithoutLosingAnything() {
        RecordingListener slow = new RecordingListener();
        slow.block(true);
        try (Watcher _ = store.watch(WatchRequest.prefix(key("s/")), slow)) {
            Bytes value = Bytes.wrap(new byte[4096]);
            try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 3000; i++) {
                    Bytes key = key("s/" + i);
                    writers.execute(() -> embedded.put(PutRequest.of(key, value)));
                }
            }
            slow.block(false);
            List<WatchEvent> events = slow.awaitEvents(3000);
            assertThat(events).hasSize(3000);
            assertThat(events).extracting(event -> event.kv().modRevision()).isSorted();
        }
    }

    @Test
    void keepsLeasesAlive() {
        long id = store.leaseGrant(new LeaseGrantRequest(60, 4711)).id();
        assertThat(id).isEqualTo(4711);
        store.put(put("l", "1").withLease(id));
        assertThat(store.leaseKeepAlive(id).ttlSeconds()).isEqualTo(60);
        assertThat(store.leaseTimeToLive(id, true).keys()).containsExactly(key("l"));
        assertThat(store.leaseLeases().ids()).containsExactly(id);
        store.leaseRevoke(new LeaseRevokeRequest(id));
        assertThat(store.leaseKeepAlive(id).ttlSeconds()).isZero();
        assertThat(store.leaseTimeToLive(id, true).ttlSeconds()).isEqualTo(-1);
        assertThat(store.get(key("l"))).isNull();
    }

    @Test
    void tellsItsHealth() throws Exception {
        EtcdServerConfig config = new EtcdServerConfig(
                "default",
                loopback(0),
                List.of(),
                null,
                List.of(new EtcdServerConfig.Metrics(loopback(0), null)),
                EtcdServerConfig.Limits.USUAL,
                EtcdServerConfig.Serving.ALL);
        try (EtcdServer second = EtcdServer.start(config, embedded.member());
                HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> health = client.send(
                    HttpRequest.newBuilder(URI.create(
                                    "http://127.0.0.1:" + second.metricsPorts().getFirst() + "/health"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(health.body()).isEqualTo("{\"health\":\"true\",\"reason\":\"\"}");
        }
    }

    private Store connect() throws IOException {
        return RemoteStore.connect(
                RemoteStoreConfig.of(List.of(URI.create("http://127.0.0.1:" + server.port())), null));
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static Bytes key(String text) {
        return Bytes.utf8(text);
    }

    private static PutRequest put(String key, String value) {
        return PutRequest.of(key(key), key(value));
    }
}
