package dev.carafe.etcd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import dev.carafe.etcd.http.CallCounters;
import dev.carafe.etcd.remote.RemoteStore;
import dev.carafe.etcd.remote.RemoteStoreConfig;
import dev.carafe.etcd.slow.SlowApplies;
import dev.carafe.etcd.testing.LogCapture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which calls are told to the log, over real connections. */
@Timeout(60)
class SlowCallsTest {
    @TempDir
    private Path folder;

    private final LogCapture log = LogCapture.of(SlowCalls.class);
    private final BlockingQueue<String> logged = log.messages();

    @AfterEach
    void stop() {
        log.close();
    }

    private void putWhere(Duration slow, String value) throws IOException {
        where(slow, SlowApplies.never(), client -> client.put(PutRequest.of(Bytes.utf8("k"), Bytes.utf8(value))));
    }

    private void where(Duration slow, SlowApplies reads, Consumer<Store> asking) throws IOException {
        CallObservers observers = new CallObservers(new CallCounters(), List.of(new SlowCalls(slow, reads)));
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (EmbeddedStore store = EmbeddedStore.open(StoreConfig.of(folder));
                EtcdServer server = EtcdServer.start(EtcdServerConfig.plain(any), store.member(), observers);
                Store client = RemoteStore.connect(
                        RemoteStoreConfig.of(List.of(URI.create("http://127.0.0.1:" + server.port())), null))) {
            asking.accept(client);
        }
    }

    @Test
    void aSlowCallIsToldWithoutItsValue() throws Exception {
        putWhere(Duration.ZERO, "secretvalue");
        String line;
        do {
            line = logged.poll(20, TimeUnit.SECONDS);
            assertThat(line).as("a line about the put").isNotNull();
        } while (!line.contains("/etcdserverpb.KV/Put"));
        assertThat(line)
                .startsWith("request stats {\"start time\":\"")
                .contains("\"remote\":\"127.0.0.1:")
                .contains("\"request count\":1,\"request size\":16,\"response count\":0,\"response size\":")
                .contains("\"request content\":\"key:\\\"k\\\" value_size:11\"")
                .doesNotContain("secretvalue");
    }

    @Test
    void aSlowReadIsToldAsWhatIsSlowlyApplied() throws Exception {
        try (LogCapture applies = LogCapture.of(SlowApplies.class)) {
            where(Duration.ofDays(1), new SlowApplies(Duration.ZERO), client -> {
                var _ = client.put(PutRequest.of(Bytes.utf8("k"), Bytes.utf8("secretvalue")));
                var _ = client.range(RangeRequest.of(Bytes.utf8("k")));
                RangeRequest again = RangeRequest.of(Bytes.utf8("k"));
                var _ = client.txn(new TxnRequest(List.of(), List.of(again, again), List.of()));
                assertThatThrownBy(() ->
                                client.range(RangeRequest.of(Bytes.utf8("k")).withRevision(99)))
                        .isInstanceOf(EtcdException.class);
            });
            // The server has ended, and with it all its calls. Of writes the store tells.
            assertThat(applies.messages())
                    .satisfiesExactlyInAnyOrder(
                            range -> assertThat(range)
                                    .startsWith("apply request took too long {\"took\":\"")
                                    .contains("\"expected-duration\":\"0ms\"")
                                    .contains("\"prefix\":\"read-only range \",\"request\":\"key:\\\"k\\\"\"")
                                    .contains("\"response\":\"range_response_count:1 size:"),
                            txn -> assertThat(txn)
                                    .contains(
                                            "\"prefix\":\"read-only txn \",\"request\":\"success:<request_range:<key:")
                                    .contains("responses:<range_response_count:1 range_response_count:1> size:"),
                            refused -> assertThat(refused)
                                    .contains("\"response\":\"\",\"error\":\"")
                                    .contains("required revision is a future revision"))
                    .noneMatch(line -> line.contains("secretvalue"));
        }
    }

    @Test
    void aQuickCallIsNotTold() throws Exception {
        putWhere(Duration.ofDays(1), "v"); // the server has ended when this returns, and with it all its calls
        assertThat(logged).isEmpty();
    }
}
