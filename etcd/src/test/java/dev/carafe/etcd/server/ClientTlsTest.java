package dev.carafe.etcd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import dev.carafe.etcd.peer.AllowedNames;
import dev.carafe.etcd.peer.PeerAuthority;
import dev.carafe.etcd.peer.PeerConfig;
import dev.carafe.etcd.remote.RemoteStore;
import dev.carafe.etcd.remote.RemoteStoreConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which clients are served by TLS, over real connections. */
@Timeout(60)
class ClientTlsTest {
    @TempDir
    private Path folder;

    private EmbeddedStore embedded;
    private PeerAuthority authority;
    private PeerConfig.Tls own;

    @BeforeEach
    void open() throws Exception {
        embedded = EmbeddedStore.open(StoreConfig.of(folder.resolve("etcd")));
        authority = new PeerAuthority(folder, "ca");
        own = authority.member("server", List.of(), AllowedNames.ANY);
    }

    @AfterEach
    void close() {
        embedded.close();
    }

    private EtcdServer serve(@Nullable Path trusted, boolean clientCertAuth) throws IOException {
        return EtcdServer.start(
                EtcdServerConfig.tls(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        new EtcdServerConfig.Tls(own.certFile(), own.keyFile(), trusted, clientCertAuth)),
                embedded.member());
    }

    private static Store client(EtcdServer server, RemoteStoreConfig.Tls tls) throws IOException {
        return RemoteStore.connect(
                RemoteStoreConfig.of(List.of(URI.create("https://127.0.0.1:" + server.port())), tls));
    }

    private void serves(EtcdServer server, RemoteStoreConfig.Tls tls) throws IOException {
        try (Store store = client(server, tls)) {
            assertThat(store.status().revision()).isEqualTo(1);
        }
    }

    private void refuses(EtcdServer server, RemoteStoreConfig.Tls tls) throws IOException {
        try (Store store = client(server, tls)) {
            assertThatThrownBy(store::status).isInstanceOf(EtcdException.class);
        }
    }

    @Test
    void clientsNeedACertificateAsSoonAsAuthoritiesOfClientsAreNamed() throws Exception {
        Path ca = authority.file("ca.crt");
        RemoteStoreConfig.Tls anonymous = new RemoteStoreConfig.Tls(ca, null, null);
        RemoteStoreConfig.Tls known = new RemoteStoreConfig.Tls(ca, own.certFile(), own.keyFile());
        PeerConfig.Tls other = new PeerAuthority(folder, "strangers").member("client", List.of(), AllowedNames.ANY);
        RemoteStoreConfig.Tls stranger = new RemoteStoreConfig.Tls(ca, other.certFile(), other.keyFile());
        try (EtcdServer open = serve(null, false)) {
            serves(open, anonymous);
        }
        for (boolean clientCertAuth : new boolean[] {false, true}) {
            try (EtcdServer server = serve(ca, clientCertAuth)) {
                refuses(server, anonymous);
                refuses(server, stranger);
                serves(server, known);
            }
        }
    }
}
