package dev.carafe.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import dev.carafe.etcd.server.EtcdServer;
import dev.carafe.etcd.server.EtcdServerConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The programme runs through; what it measures here means nothing. */
final class EtcdLoadTest {
    @TempDir
    Path directory;

    @Test
    void allOperationsAreDoneToAStoreAndReported() throws Exception {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status;
        try (EmbeddedStore store = EmbeddedStore.open(StoreConfig.of(directory));
                EtcdServer server = EtcdServer.start(
                        EtcdServerConfig.plain(new InetSocketAddress("127.0.0.1", 0)), store.member())) {
            status = new CommandLine(new EtcdLoad())
                    .setOut(new PrintWriter(out))
                    .setErr(new PrintWriter(err))
                    .execute(
                            "--server=ours=http://127.0.0.1:" + server.port(),
                            "--pid=ours=" + ProcessHandle.current().pid(),
                            "--clients=1,4",
                            "--values=16",
                            "--keys=600",
                            "--operations=40",
                            "--ranges=2",
                            "--watchers=3",
                            "--updates=2",
                            "--leases=5",
                            "--connections=2",
                            "--warm-up=0",
                            "--rounds=1");
        }
        assertThat(status).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains(
                        "| put of 16 B, 1 client |",
                        "| put of 16 B, 4 clients |",
                        "| get, 1 client |",
                        "| get, 4 clients |",
                        "| range of 500 keys |",
                        "| watch event, 3 watchers |",
                        "| keep a lease alive, of 5 |");
    }

    @Test
    void onlyThisMachineIsLoaded() {
        assertThatThrownBy(() -> new EtcdTarget("http://192.0.2.1:2379", 1))
                .hasMessageContaining("load goes to loopback addresses only");
        assertThatThrownBy(() -> new EtcdTarget("127.0.0.1", 1)).hasMessageContaining("NAME=http://HOST:PORT");
    }
}
