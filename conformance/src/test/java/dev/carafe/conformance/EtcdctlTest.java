package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code carafe etcd}, alone, driven by upstream's etcdctl. */
@Timeout(180)
class EtcdctlTest {
    private static final Path ETCDCTL = Cloud.REPOSITORY.resolve("conformance/target/tools/etcdctl");

    @TempDir
    private Path folder;

    private Process etcd;
    private String endpoint;

    @BeforeEach
    void startEtcd() throws IOException {
        assumeThat(ETCDCTL)
                .as("etcdctl was not built; ./carafe test does it where Go is")
                .isExecutable();
        endpoint = "127.0.0.1:" + Cloud.freePort();
        etcd = start();
    }

    private Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Cloud.REPOSITORY.resolve("carafe").toString(),
                        "etcd",
                        "--data-dir",
                        folder.resolve("data").toString(),
                        "--listen-client-urls",
                        "http://" + endpoint,
                        "--advertise-client-urls",
                        "http://" + endpoint)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("etcd.log").toFile());
        builder.environment().put("CARAFE_NO_BUILD", "1");
        Process started = builder.start();
        Await.until(
                "etcd to answer",
                Duration.ofSeconds(60),
                () -> etcdctl("", "endpoint", "health").status(),
                status -> status == 0);
        return started;
    }

    @AfterEach
    void endEtcd() throws InterruptedException {
        if (etcd != null) {
            etcd.destroy();
            etcd.waitFor();
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
        assertThat(etcdctl(transaction, "txn").orFail()).isEqualTo("SUCCESS\n\nOK\n\nk\nw\n");
        assertThat(etcdctl(transaction, "txn").orFail()).startsWith("FAILURE\n");
    }

    @Test
    void watchStartsInThePast() {
        ok("put", "w", "1");
        ok("put", "w", "2");
        ok("del", "w");
        Command.Result watch = Command.run(
                Duration.ofSeconds(60),
                Map.of("ETCDCTL_ENDPOINTS", endpoint),
                "",
                List.of("timeout", "5", ETCDCTL.toString(), "watch", "--rev=2", "--prev-kv", "w"));
        assertThat(watch.out()).isEqualTo("PUT\nw\n1\nPUT\nw\n1\nw\n2\nDELETE\nw\n2\nw\n\n");
    }

    @Test
    void leaseTakesItsKeysAlong() {
        String id = ok("lease", "grant", "100").split(" ")[1];
        ok("put", "--lease=" + id, "leased", "v");
        assertThat(ok("lease", "timetolive", "--keys", id)).contains("attached keys([leased])");
        assertThat(ok("lease", "list")).contains(id);
        ok("lease", "revoke", id);
        assertThat(ok("get", "leased")).isEmpty();
    }

    @Test
    void killedServerHasEverythingThatItAcknowledged() throws IOException, InterruptedException {
        for (int i = 0; i < 20; i++) {
            ok("put", "durable/" + i, "v" + i);
        }
        etcd.destroyForcibly().waitFor();
        etcd = start();
        assertThat(ok("get", "--prefix", "--count-only", "--write-out=fields", "durable/"))
                .contains("\"Count\" : 20");
        assertThat(ok("endpoint", "status", "--write-out=json")).contains("\"revision\":21");
    }

    private String ok(String... arguments) {
        return etcdctl("", arguments).orFail();
    }

    private Command.Result etcdctl(String input, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(ETCDCTL.toString());
        command.addAll(List.of(arguments));
        return Command.run(Duration.ofSeconds(30), Map.of("ETCDCTL_ENDPOINTS", endpoint), input, command);
    }
}
