package dev.carafe.etcd.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.testing.MemoryDirectory;
import dev.carafe.etcd.wal.RaftWal;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Members that listen at one address. */
class SharedPeerPortTest {
    private final List<PeerTransport> transports = new ArrayList<>();

    @AfterEach
    void stop() {
        transports.forEach(PeerTransport::close);
    }

    private int listen(int port, boolean reuse) throws IOException {
        PeerConfig config = new PeerConfig(
                        List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)),
                        List.of("http://127.0.0.1:1"),
                        null)
                .withReusePort(reuse);
        PeerTransport transport = new PeerTransport(config, new MemoryDirectory(), () -> 0);
        transports.add(transport);
        var _ = transport.connect(new RaftWal.Identity(1, 7), new Deaf());
        return transport.ports().getFirst();
    }

    @Test
    void aPortIsSharedByThoseWhoAgreeToIt() throws IOException {
        int shared = listen(0, true);
        assertThat(listen(shared, true)).isEqualTo(shared);
        assertThatThrownBy(() -> listen(shared, false)).hasRootCauseInstanceOf(BindException.class);
        int own = listen(0, false);
        assertThatThrownBy(() -> listen(own, true)).hasRootCauseInstanceOf(BindException.class);
    }
}
