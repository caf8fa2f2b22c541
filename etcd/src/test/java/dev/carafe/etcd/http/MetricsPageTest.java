package dev.carafe.etcd.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.Caller;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.LeaseRevokeRequest;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.Session;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.WatchRequest;
import dev.carafe.etcd.Watcher;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import dev.carafe.etcd.remote.RemoteStore;
import dev.carafe.etcd.remote.RemoteStoreConfig;
import dev.carafe.etcd.server.CallObservers;
import dev.carafe.etcd.server.EtcdServer;
import dev.carafe.etcd.server.EtcdServerConfig;
import dev.carafe.etcd.testing.RecordingListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a member tells of itself after it was used. */
@Timeout(60)
class MetricsPageTest {
    private static final Bytes KEY = Bytes.utf8("key");
    private static final Bytes VALUE = Bytes.utf8("value");

    private static final EtcdServerConfig LOOPBACK =
            EtcdServerConfig.plain(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    private EmbeddedStore store;
    private EtcdServer server;
    private Store remote;

    @BeforeEach
    void start() throws IOException {
        store = EmbeddedStore.open(StoreConfig.of(directory));
        server = EtcdServer.start(LOOPBACK, store.member());
        remote = connected(server);
    }

    private static Store connected(EtcdServer server) throws IOException {
        return RemoteStore.connect(
                RemoteStoreConfig.of(List.of(URI.create("http://127.0.0.1:" + server.port())), null));
    }

    @AfterEach
    void stop() {
        client.shutdownNow();
        remote.close();
        server.close();
        store.close();
    }

    private String get(String path) throws IOException, InterruptedException {
        return get(server, path);
    }

    private String get(EtcdServer of, String path) throws IOException, InterruptedException {
        return client.send(
                        java.net.http.HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + of.port() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** The numbers by names and labels. */
    private Map<String, Double> numbers() throws IOException, InterruptedException {
        return numbers(server);
    }

    private Map<String, Double> numbers(EtcdServer of) throws IOException, InterruptedException {
        Map<String, Double> all = new TreeMap<>();
        get(of, "/metrics").lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int space = line.lastIndexOf(' ');
            all.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
        });
        return all;
    }

    private void await(String name, double value) throws IOException, InterruptedException {
        while (!Objects.equals(numbers().get(name), value)) {
            Thread.onSpinWait(); // each look is a request
        }
    }

    private void use() throws IOException, InterruptedException {
        var _ = remote.put(PutRequest.of(KEY, VALUE));
        var _ = remote.range(RangeRequest.of(KEY));
        TxnRequest both =
                new TxnRequest(List.of(), List.of(PutRequest.of(KEY, VALUE), RangeRequest.of(KEY)), List.of());
        var _ = remote.txn(both);
        var _ = remote.deleteRange(DeleteRangeRequest.of(KEY));
        var _ = remote.leaseGrant(new LeaseGrantRequest(100, 7));
        var _ = remote.put(PutRequest.of(KEY, VALUE).withLease(7));
        var _ = remote.leaseKeepAlive(7);
        var _ = remote.leaseRevoke(new LeaseRevokeRequest(7));
        var _ = remote.put(PutRequest.of(KEY, VALUE));
        Session session = store.member().as(Caller.UNKNOWN);
        session.defragment();
        session.snapshot().close();
        var _ = session.hash();
        var _ = session.hashKv(0);
        assertThat(get("/health")).contains("true");
        assertThat(get("/readyz")).isEqualTo("ok\n");
    }

    @Test
    void tellsWhatItDid() throws Exception {
        use();
        assertThat(numbers())
                .containsEntry("etcd_server_leader_changes_seen_total", 1.0)
                .containsEntry("etcd_server_proposals_pending", 0.0)
                .containsEntry("etcd_server_proposals_failed_total", 0.0)
                .containsEntry("etcd_mvcc_put_total", 4.0)
                .containsEntry("etcd_debugging_mvcc_total_put_size_in_bytes", 32.0)
                .containsEntry("etcd_mvcc_delete_total", 2.0)
                .containsEntry("etcd_mvcc_range_total", 2.0)
                .containsEntry("etcd_mvcc_txn_total", 1.0)
                .containsEntry("etcd_debugging_mvcc_keys_total", 1.0)
                .containsEntry("etcd_debugging_lease_granted_total", 1.0)
                .containsEntry("etcd_debugging_lease_renewed_total", 1.0)
                .containsEntry("etcd_debugging_lease_revoked_total", 1.0)
                .containsEntry("etcd_debugging_lease_ttl_total_bucket{le=\"64\"}", 0.0)
                .containsEntry("etcd_debugging_lease_ttl_total_bucket{le=\"128\"}", 1.0)
                .containsEntry(
                        "etcd_server_apply_duration_seconds_count{op=\"Put\",success=\"true\",version=\"v3\"}", 3.0)
                .containsEntry("etcd_server_request_duration_seconds_count{success=\"true\",type=\"Put\"}", 3.0)
                .containsEntry("etcd_server_request_duration_seconds_count{success=\"true\",type=\"Range\"}", 1.0)
                .containsEntry("etcd_server_range_duration_seconds_count{success=\"true\"}", 1.0)
                .containsEntry("etcd_disk_wal_fsync_duration_seconds_count", 7.0)
                .containsEntry("etcd_disk_backend_defrag_duration_seconds_count", 1.0)
                .containsEntry("etcd_disk_backend_snapshot_duration_seconds_count", 1.0)
                .containsEntry("etcd_mvcc_hash_duration_seconds_count", 1.0)
                .containsEntry("etcd_mvcc_hash_rev_duration_seconds_count", 1.0)
                .containsEntry("etcd_server_healthcheck{name=\"linearizable_read\",type=\"readyz\"}", 1.0)
                .containsEntry(
                        "grpc_server_handled_total{grpc_code=\"OK\",grpc_method=\"Put\","
                                + "grpc_service=\"etcdserverpb.KV\",grpc_type=\"unary\"}",
                        3.0)
                .containsEntry("etcd_server_client_requests_total{client_api_version=\"unknown\",type=\"unary\"}", 8.0)
                .hasEntrySatisfying(
                        "etcd_network_client_grpc_received_bytes_total",
                        bytes -> assertThat(bytes).isGreaterThan(40))
                .hasEntrySatisfying(
                        "etcd_network_client_grpc_sent_bytes_total",
                        bytes -> assertThat(bytes).isGreaterThan(40))
                .hasEntrySatisfying(
                        "etcd_disk_wal_write_bytes_total",
                        bytes -> assertThat(bytes).isGreaterThan(100));
    }

    /** At etcd's level "extensive"; a clock that stands still has each call take no time. */
    @Test
    void tellsHowLongCallsTookWhereThatIsAskedFor() throws Exception {
        CallObservers observers = new CallObservers(CallCounters.timed(() -> 5), List.of());
        try (EtcdServer timed = EtcdServer.start(LOOPBACK, store.member(), observers);
                Store client = connected(timed)) {
            var _ = client.put(PutRequest.of(KEY, VALUE));
            String labels = "grpc_method=\"Put\",grpc_service=\"etcdserverpb.KV\",grpc_type=\"unary\"";
            assertThat(numbers(timed))
                    .containsEntry("grpc_server_handling_seconds_bucket{" + labels + ",le=\"0.005\"}", 1.0)
                    .containsEntry("grpc_server_handling_seconds_bucket{" + labels + ",le=\"2.5\"}", 1.0)
                    .containsEntry("grpc_server_handling_seconds_sum{" + labels + "}", 0.0)
                    .containsEntry("grpc_server_handling_seconds_count{" + labels + "}", 1.0);
        }
    }

    @Test
    void countsWatchesWhileThereAreSome() throws Exception {
        RecordingListener listener = new RecordingListener();
        try (Watcher _ = remote.watch(WatchRequest.of(KEY), listener)) {
            var _ = remote.put(PutRequest.of(KEY, VALUE));
            assertThat(listener.awaitEvents(1)).hasSize(1);
            await("etcd_debugging_mvcc_events_total", 1);
            assertThat(numbers())
                    .containsEntry("etcd_debugging_mvcc_watcher_total", 1.0)
                    .containsEntry("etcd_debugging_mvcc_slow_watcher_total", 0.0)
                    .containsEntry("etcd_debugging_mvcc_watch_stream_total", 1.0);
        }
        await("etcd_debugging_mvcc_watcher_total", 0);
    }

    /** The list has upstream's names and types of what there is here, so that dashboards and alerts find it. */
    @Test
    void hasUpstreamsNames() throws Exception {
        use();
        String[] types = get("/metrics")
                .lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.substring("# TYPE ".length()))
                .toArray(String[]::new);
        assertThat(types).containsExactly(expected());
    }

    private static String[] expected() throws IOException {
        try (var list = Objects.requireNonNull(MetricsPageTest.class.getResourceAsStream("metrics.txt"))) {
            return Arrays.stream(new String(list.readAllBytes(), StandardCharsets.UTF_8).split("\n"))
                    .filter(line -> !line.startsWith("#"))
                    .toArray(String[]::new);
        }
    }
}
