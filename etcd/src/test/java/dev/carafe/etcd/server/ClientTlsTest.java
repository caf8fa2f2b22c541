package dev.carafe.etcd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.AuthRequest;
import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.Caller;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.Permission;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.Session;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import dev.carafe.etcd.peer.PeerAuthority;
import dev.carafe.etcd.peer.PeerConfig;
import dev.carafe.etcd.remote.RemoteStore;
import dev.carafe.etcd.remote.RemoteStoreConfig;
import dev.carafe.etcd.tls.AllowedNames;
import dev.carafe.etcd.tls.RevokedCertificates;
import dev.carafe.pki.KeyManagers;
import dev.carafe.pki.PemFiles;
import dev.carafe.pki.TrustManagers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
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
        return serve(trusted, clientCertAuth, AllowedNames.ANY, null);
    }

    private EtcdServer serve(
            @Nullable Path trusted, boolean clientCertAuth, AllowedNames allowed, @Nullable RevokedCertificates revoked)
            throws IOException {
        return EtcdServer.start(
                EtcdServerConfig.tls(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        new EtcdServerConfig.Tls(
                                own.certFile(), own.keyFile(), trusted, clientCertAuth, allowed, revoked)),
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

    private RemoteStoreConfig.Tls client(PeerConfig.Tls files) {
        return new RemoteStoreConfig.Tls(authority.file("ca.crt"), files.certFile(), files.keyFile());
    }

    @Test
    void aClientWhoseCertificateIsRevokedIsRefusedFromThenOn() throws Exception {
        Path ca = authority.file("ca.crt");
        RemoteStoreConfig.Tls first =
                client(authority.member("first", List.of(), AllowedNames.ANY)); // the second issued
        RemoteStoreConfig.Tls second = client(authority.member("second", List.of(), AllowedNames.ANY));
        RevokedCertificates revoked = new RevokedCertificates(authority.revoke());
        try (EtcdServer server = serve(ca, false, AllowedNames.ANY, revoked)) {
            serves(server, first);
            serves(server, second);
            var _ = authority.revoke(2);
            refuses(server, first);
            serves(server, second);
            Files.writeString(revoked.file(), "nothing");
            refuses(server, second);
        }
        assertThatThrownBy(() -> serve(ca, false, AllowedNames.ANY, revoked))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ca.crl cannot be read");
    }

    @Test
    void metricsAreToldByTlsToWhoeverIsAClient() throws Exception {
        PeerConfig.Tls known = authority.member("known", List.of(), AllowedNames.ANY);
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        EtcdServerConfig.Tls tls =
                new EtcdServerConfig.Tls(own.certFile(), own.keyFile(), authority.file("ca.crt"), false);
        EtcdServerConfig config = new EtcdServerConfig(
                "default",
                any,
                List.of(),
                null,
                List.of(new EtcdServerConfig.Metrics(any, tls)),
                EtcdServerConfig.Limits.USUAL,
                EtcdServerConfig.Serving.ALL);
        try (EtcdServer server = EtcdServer.start(config, embedded.member())) {
            URI metrics =
                    URI.create("https://127.0.0.1:" + server.metricsPorts().getFirst() + "/metrics");
            assertThat(get(metrics, known).headers().firstValue("access-control-allow-origin"))
                    .isEmpty();
            assertThat(get(metrics, known).body()).contains("etcd_server_has_leader 1\n");
            assertThat(get(metrics.resolve("/v3/maintenance/status"), known).statusCode())
                    .isEqualTo(404);
            assertThatThrownBy(() -> get(metrics, null)).isInstanceOf(IOException.class);
        }
    }

    private HttpResponse<String> get(URI uri, PeerConfig.@Nullable Tls shown) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                shown == null
                        ? null
                        : new KeyManager[] {
                            KeyManagers.showing(
                                    PemFiles.privateKey(shown.keyFile()), PemFiles.certificates(shown.certFile()))
                        },
                new TrustManager[] {TrustManagers.signedBy(PemFiles.certificates(authority.file("ca.crt")))},
                null);
        try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void clientsOfSomeHostsAloneAreServedWhereTheyAreNamed() throws Exception {
        RemoteStoreConfig.Tls here = client(authority.member("a", List.of("a.local"), AllowedNames.ANY));
        RemoteStoreConfig.Tls there = client(authority.member("b", List.of("b.local"), AllowedNames.ANY));
        AllowedNames allowed = AllowedNames.clients(List.of("a.local", "c.local"));
        try (EtcdServer server = serve(authority.file("ca.crt"), false, allowed, null)) {
            serves(server, here);
            refuses(server, there);
        }
        assertThatThrownBy(() -> serve(null, false, allowed, null))
                .hasMessageContaining("--client-cert-allowed-hostname and --client-crl-file need --trusted-ca-file");
    }

    @Test
    void aCertificatesCommonNameIsAUserWhereCertificatesAreDemandedAlone() throws Exception {
        RemoteStoreConfig.Tls alice = client(authority.member("alice", List.of(), AllowedNames.ANY));
        RemoteStoreConfig.Tls nobody = client(authority.member("nobody", List.of(), AllowedNames.ANY));
        Session admin = embedded.member().as(Caller.UNKNOWN);
        admin.userAdd("root", "secret", false);
        admin.changeAuth(new AuthRequest.UserGrantRole("root", "root"));
        admin.userAdd("alice", "", true);
        admin.changeAuth(new AuthRequest.RoleAdd("hers"));
        admin.changeAuth(new AuthRequest.RoleGrantPermission(
                "hers", new Permission(Permission.Type.READWRITE, Bytes.utf8("a"), Bytes.EMPTY)));
        admin.changeAuth(new AuthRequest.UserGrantRole("alice", "hers"));
        admin.changeAuth(new AuthRequest.Enable());
        try (EtcdServer server = serve(authority.file("ca.crt"), true);
                Store hers = client(server, alice);
                Store other = client(server, nobody)) {
            assertThat(hers.put(put("a")).revision()).isEqualTo(2);
            assertThatThrownBy(() -> hers.put(put("b"))).hasMessage(EtcdError.PERMISSION_DENIED.text());
            assertThatThrownBy(() -> other.put(put("a"))).hasMessage(EtcdError.PERMISSION_DENIED.text());
        }
        // Certificates are shown there too, and are nobody's name.
        try (EtcdServer server = serve(authority.file("ca.crt"), false);
                Store hers = client(server, alice)) {
            assertThatThrownBy(() -> hers.put(put("a"))).hasMessage(EtcdError.USER_EMPTY.text());
        }
        try (EtcdServer server = serve(null, false);
                Store hers = client(server, alice)) {
            assertThatThrownBy(() -> hers.put(put("a"))).hasMessage(EtcdError.USER_EMPTY.text());
        }
    }

    private static PutRequest put(String key) {
        return PutRequest.of(Bytes.utf8(key), Bytes.utf8("v"));
    }
}
