package dev.carafe.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import dev.carafe.etcd.server.EtcdServer;
import dev.carafe.etcd.server.EtcdServerConfig;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What fills a store puts every key once, and reads all of them; the numbers here mean nothing. */
final class EtcdSizeTest {
    @TempDir
    Path directory;

    @Test
    void everyKeyIsPutAndRead() throws Exception {
        try (EmbeddedStore store = EmbeddedStore.open(StoreConfig.of(directory));
                EtcdServer served = EtcdServer.start(
                        EtcdServerConfig.plain(new InetSocketAddress("127.0.0.1", 0)), store.member())) {
            EtcdTarget target = new EtcdTarget("http://127.0.0.1:" + served.port(), 2);
            ServerProcess self =
                    new ServerProcess("ours", ProcessHandle.current().pid());
            Server<EtcdTarget> server = new Server<>("ours", target, List.of(self), Optional.empty());
            EtcdFilling filling = new EtcdFilling(1234, 10);
            assertThat(filling.fill(server).count()).isEqualTo(1234);
            assertThat(EtcdFilling.count(target)).isEqualTo(1234);
            assertThat(filling.read(server).bytes()).isEqualTo(12_340);
        }
    }
}
