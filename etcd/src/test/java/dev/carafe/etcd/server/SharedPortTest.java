package dev.carafe.etcd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers of clients that listen at one address. */
class SharedPortTest {
    @TempDir
    private Path folder;

    private EmbeddedStore store;

    @BeforeEach
    void open() throws IOException {
        store = EmbeddedStore.open(StoreConfig.of(folder));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private EtcdServer start(int port, int metricsPort, boolean reuse) throws IOException {
        EtcdServerConfig config = new EtcdServerConfig(
                "default",
                loopback(port),
                List.of(),
                null,
                List.of(new EtcdServerConfig.Metrics(loopback(metricsPort), null)),
                EtcdServerConfig.Limits.USUAL,
                EtcdServerConfig.Serving.ALL);
        return EtcdServer.start(config.withReusePort(reuse), store.member());
    }

    @Test
    void portsAreSharedByThoseWhoAgreeToIt() throws IOException {
        try (EtcdServer first = start(0, 0, true);
                EtcdServer second = start(first.port(), first.metricsPorts().getFirst(), true)) {
            assertThat(second.port()).isEqualTo(first.port());
            assertThat(second.metricsPorts()).isEqualTo(first.metricsPorts());
            assertThatThrownBy(() -> start(first.port(), 0, false)).hasRootCauseInstanceOf(BindException.class);
        }
    }

    @Test
    void aPortThatIsOwnIsNotShared() throws IOException {
        try (EtcdServer first = start(0, 0, false)) {
            assertThatThrownBy(() -> start(first.port(), 0, true)).hasRootCauseInstanceOf(BindException.class);
            assertThatThrownBy(() -> start(0, first.metricsPorts().getFirst(), true))
                    .hasRootCauseInstanceOf(BindException.class);
        }
    }
}
