package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code carafe etcd}, alone, driven by upstream's etcdctl. */
@Timeout(180)
@BesideOthers
class EtcdctlTest {
    @TempDir
    private Path folder;

    private EtcdMember etcd;

    @BeforeEach
    void startEtcd() throws IOException {
        etcd = EtcdMember.start(folder);
    }

    @AfterEach
    void endEtcd() {
        if (etcd != null) {
            etcd.close();
        }
    }

    @Test
    void keysAreWrittenReadAndDeleted() {
        assertThat(ok("put", "a/1", "one")).isEqualTo("OK\n");
        ok("put", "a/2", "two");
        assertThat(ok("get", "--prefix", "a/")).isEqualTo("a/1\none\na/2\ntwo\n");
        assertThat(ok("get", "--prefix", "--keys-only", "--sort-by=KEY", "--order=DESCEND", "a/"))
                .isEqualTo("a/2\n\na/1\n\n");
        assertThat(ok("del", "--prefix", "a/")).isEqualTo("2\n");
        assertThat(ok("get", "a/1")).isEmpty();
    }

    @Test
    void transactionsTakeOneSide() {
        ok("put", "k", "v");
        String transaction = "value(\"k\") = \"v\"\n\nput k w\nget k\n\nput k x\n\n";
        assertThat(etcd.etcdctl(transaction, List.of("txn")).orFail()).isEqualTo("SUCCESS\n\nOK\n\nk\nw\n");
        assertThat(etcd.etcdctl(transaction, List.of("txn")).orFail()).startsWith("FAILURE\n");
    }

    @Test
    void watchStartsInThePast() {
        ok("put", "w", "1");
        ok("put", "w", "2");
        ok("del", "w");
        Command.Result watch = Command.run(
                Duration.ofSeconds(60),
                Map.of("ETCDCTL_ENDPOINTS", etcd.endpoint()),
                "",
                List.of("timeout", "5", EtcdMember.ETCDCTL.toString(), "watch", "--rev=2", "--prev-kv", "w"));
        assertThat(watch.out()).isEqualTo("PUT\nw\n1\nPUT\nw\n1\nw\n2\nDELETE\nw\n2\nw\n\n");
    }

    @Test
    void leaseTakesItsKeysAlong() {
        String id = ok("lease", "grant", "100").split(" ")[1];
        ok("put", "--lease=" + id, "leased", "v");
        assertThat(ok("lease", "timetolive", "--keys", id)).contains("attached keys([leased])");
        assertThat(ok("lease", "list")).contains(id);
        assertThat(ok("lease", "keep-alive", "--once", id)).contains("keepalived with TTL(100)");
        ok("lease", "revoke", id);
        assertThat(ok("get", "leased")).isEmpty();
    }

    @Test
    void killedServerHasEverythingThatItAcknowledged() throws IOException, InterruptedException {
        for (int i = 0; i < 20; i++) {
            ok("put", "durable/" + i, "v" + i);
        }
        etcd.killAndStart();
        assertThat(ok("get", "--prefix", "--count-only", "--write-out=fields", "durable/"))
                .contains("\"Count\" : 20");
        assertThat(ok("endpoint", "status", "--write-out=json")).contains("\"revision\":21");
    }

    private String ok(String... arguments) {
        return etcd.etcdctl("", List.of(arguments)).orFail();
    }
}
