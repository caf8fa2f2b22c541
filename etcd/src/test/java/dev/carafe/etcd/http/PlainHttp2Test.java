package dev.carafe.etcd.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import dev.carafe.etcd.peer.PeerAuthority;
import dev.carafe.etcd.peer.PeerConfig;
import dev.carafe.etcd.remote.RemoteStore;
import dev.carafe.etcd.remote.RemoteStoreConfig;
import dev.carafe.etcd.server.EtcdServer;
import dev.carafe.etcd.server.EtcdServerConfig;
import dev.carafe.etcd.tls.AllowedNames;
import dev.carafe.pki.PemFiles;
import dev.carafe.pki.TrustManagers;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests of plain HTTP/2 on the port of gRPC, as whoever speaks TLS sends them unless he is told not to. */
@Timeout(60)
class PlainHttp2Test {
    @TempDir
    private Path folder;

    private PeerAuthority authority;
    private EmbeddedStore store;
    private EtcdServer server;
    private HttpClient client;

    @BeforeEach
    void start() throws Exception {
        authority = new PeerAuthority(folder, "ca");
        PeerConfig.Tls own = authority.member("server", List.of(), AllowedNames.ANY);
        store = EmbeddedStore.open(StoreConfig.of(folder.resolve("etcd")));
        server = EtcdServer.start(
                EtcdServerConfig.tls(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        new EtcdServerConfig.Tls(own.certFile(), own.keyFile(), null, false, AllowedNames.ANY, null)),
                store.member());
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(
                null,
                new TrustManager[] {TrustManagers.signedBy(PemFiles.certificates(authority.file("ca.crt")))},
                null);
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .sslContext(trusting)
                .build();
    }

    @AfterEach
    void stop() {
        client.shutdownNow();
        server.close();
        store.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + path));
    }

    private String of(HttpRequest request) throws Exception {
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    @Test
    void pagesAndServicesAreServed() throws Exception {
        assertThat(of(request("/health").build())).isEqualTo("{\"health\":\"true\",\"reason\":\"\"}");
        assertThat(of(request("/metrics").build())).contains("etcd_server_has_leader 1\n");
        assertThat(of(request("/health").HEAD().build())).isEmpty();
        assertThat(of(request("/v3/kv/put")
                        .POST(BodyPublishers.ofString("{\"key\":\"YQ==\",\"value\":\"MQ==\"}"))
                        .build()))
                .contains("\"revision\":\"2\"");
        assertThat(client.send(request("/nothing").build(), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void manyAreServedAtOnce() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            answers.add(client.sendAsync(request("/livez").build(), BodyHandlers.ofString()));
        }
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertThat(answer.get().body()).isEqualTo("ok\n");
        }
    }

    @Test
    void eventsAreStreamed() throws Exception {
        HttpResponse<InputStream> answer = client.send(
                request("/v3/watch")
                        .POST(BodyPublishers.ofString("{\"create_request\":{\"key\":\"YQ==\"}}"))
                        .build(),
                BodyHandlers.ofInputStream());
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).contains("\"created\":true");
            var _ = store.put(PutRequest.of(Bytes.utf8("a"), Bytes.utf8("1")));
            assertThat(lines.readLine()).contains("\"kv\":{\"key\":\"YQ==\"");
        }
    }

    @Test
    void grpcIsServedBesideIt() throws Exception {
        RemoteStoreConfig.Tls tls = new RemoteStoreConfig.Tls(authority.file("ca.crt"), null, null);
        try (Store remote = RemoteStore.connect(
                RemoteStoreConfig.of(List.of(URI.create("https://127.0.0.1:" + server.port())), tls))) {
            assertThat(remote.put(PutRequest.of(Bytes.utf8("a"), Bytes.utf8("1")))
                            .revision())
                    .isEqualTo(2);
            assertThat(of(request("/version").build())).contains("etcdserver");
        }
    }
}
