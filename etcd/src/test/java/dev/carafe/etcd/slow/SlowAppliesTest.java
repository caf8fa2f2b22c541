package dev.carafe.etcd.slow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.AuthRequest;
import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.CallerRequest;
import dev.carafe.etcd.Compare;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.LeaseRevokeRequest;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import dev.carafe.etcd.testing.LogCapture;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlowAppliesTest {
    private final LogCapture log = LogCapture.of(SlowApplies.class);

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        log.close();
    }

    /** What is told of one request that was applied in 2.5 ms instead of 1 ms. */
    private String told(WriteRequest request) {
        new SlowApplies(Duration.ofMillis(1)).applied(2_500_000, request, null, null);
        return String.valueOf(log.messages().poll());
    }

    @Test
    void requestsAreToldWithoutValuesAndSecrets() {
        PutRequest put = PutRequest.of(Bytes.utf8("k"), Bytes.utf8("secret"));
        assertThat(told(put))
                .isEqualTo(
                        "apply request took too long {\"took\":\"2.5ms\",\"expected-duration\":\"1ms\",\"prefix\":\"\","
                                + "\"request\":\"put:<key:\\\"k\\\" value_size:6>\",\"response\":\"\"}");
        assertThat(told(new CallerRequest("root", 3, put))).contains("\"request\":\"put:<key:");
        assertThat(told(DeleteRangeRequest.of(Bytes.utf8("k")))).contains("delete_range:<key:");
        assertThat(told(new TxnRequest(
                        List.of(new Compare(
                                Bytes.utf8("k"),
                                Bytes.EMPTY,
                                Compare.Result.EQUAL,
                                new Compare.Value(Bytes.utf8("secret")))),
                        List.of(put),
                        List.of())))
                .contains("txn:<compare:<")
                .contains("success:<request_put:<key:")
                .doesNotContain("secret");
        assertThat(told(new LeaseGrantRequest(60, 0xabc))).contains("lease_grant:<ttl:60-second id:abc>");
        assertThat(told(new LeaseRevokeRequest(0xabc))).contains("lease_revoke:<id:abc>");
        assertThat(told(new AuthRequest.UserAdd("ann", "secret", false)))
                .contains("\"request\":\"UserAdd\"")
                .doesNotContain("secret");
    }

    @Test
    void quickOnesAreNotTold() {
        PutRequest put = PutRequest.of(Bytes.utf8("k"), Bytes.utf8("v"));
        new SlowApplies(Duration.ofMillis(1)).applied(1_000_000, put, null, null);
        SlowApplies.never().applied(Long.MAX_VALUE, put, null, null);
        assertThat(log.messages()).isEmpty();
    }

    @Test
    void aStoreTellsOfWhatItApplies() throws IOException {
        PutRequest put = PutRequest.of(Bytes.utf8("k"), Bytes.utf8("v"));
        try (EmbeddedStore store = EmbeddedStore.open(StoreConfig.of(folder).withSlowApply(Duration.ofNanos(-1)))) {
            var _ = store.put(put);
            assertThatThrownBy(() -> store.put(put.withLease(7))).isInstanceOf(EtcdException.class);
        }
        assertThat(log.messages())
                .satisfiesExactly(
                        done -> assertThat(done)
                                .contains("\"expected-duration\":\"-0.000001ms\"")
                                .contains("value_size:1>\",\"response\":\"size:"),
                        refused -> assertThat(refused)
                                .contains("\"response\":\"\",\"error\":\"")
                                .contains("lease not found"));
    }
}
