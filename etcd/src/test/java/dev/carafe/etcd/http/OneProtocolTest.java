package dev.carafe.etcd.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import dev.carafe.etcd.remote.RemoteStore;
import dev.carafe.etcd.remote.RemoteStoreConfig;
import dev.carafe.etcd.server.CallObservers;
import dev.carafe.etcd.server.EtcdServer;
import dev.carafe.etcd.server.EtcdServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ports that serve either gRPC or HTTP, over sockets. */
@Timeout(60)
class OneProtocolTest {
    private final CallObservers observers = CallObservers.usual();

    @TempDir
    private Path directory;

    private EmbeddedStore store;

    @BeforeEach
    void open() throws IOException {
        store = EmbeddedStore.open(StoreConfig.of(directory));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private EtcdServer serve(ClientPort.Protocols protocols, boolean gateway) throws IOException {
        EtcdServerConfig config = new EtcdServerConfig(
                "default",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                List.of(),
                null,
                List.of(),
                EtcdServerConfig.Limits.USUAL,
                new EtcdServerConfig.Serving(protocols, HttpAccess.ALL, gateway));
        return EtcdServer.start(config, store.member(), observers);
    }

    private static Store connect(EtcdServer server) throws IOException {
        return RemoteStore.connect(
                RemoteStoreConfig.of(List.of(URI.create("http://127.0.0.1:" + server.port())), null));
    }

    private static HttpResponse<String> post(EtcdServer server, String path) throws IOException, InterruptedException {
        return send(server, path, HttpClient.Version.HTTP_1_1, true);
    }

    private static HttpResponse<String> get(EtcdServer server, String path, HttpClient.Version version)
            throws IOException, InterruptedException {
        return send(server, path, version, false);
    }

    private static HttpResponse<String> send(
            EtcdServer server, String path, HttpClient.Version version, boolean posting)
            throws IOException, InterruptedException {
        java.net.http.HttpRequest.Builder request =
                java.net.http.HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
        if (posting) {
            request.POST(java.net.http.HttpRequest.BodyPublishers.ofString("{}"));
        }
        try (HttpClient client = HttpClient.newBuilder().version(version).build()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void aPortOfGrpcAloneServesNoPages() throws Exception {
        try (EtcdServer server = serve(ClientPort.Protocols.GRPC, true);
                Store client = connect(server)) {
            assertThat(client.put(PutRequest.of(Bytes.utf8("k"), Bytes.utf8("v")))
                            .revision())
                    .isEqualTo(2);
            assertThatThrownBy(() -> get(server, "/health", HttpClient.Version.HTTP_1_1))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aPortOfHttpAloneServesNoGrpcAndTellsTheCallsOfAllPorts() throws Exception {
        try (EtcdServer calls = serve(ClientPort.Protocols.GRPC, true);
                EtcdServer pages = serve(ClientPort.Protocols.HTTP, true);
                Store client = connect(calls);
                Store wrong = connect(pages)) {
            var _ = client.put(PutRequest.of(Bytes.utf8("k"), Bytes.utf8("v")));
            assertThatThrownBy(wrong::status).isInstanceOf(EtcdException.class);
            assertThat(post(pages, "/v3/maintenance/status").body()).contains("\"revision\":\"2\"");
            assertThat(get(pages, "/metrics", HttpClient.Version.HTTP_2).body())
                    .contains("grpc_server_handled_total{grpc_code=\"OK\",grpc_method=\"Put\","
                            + "grpc_service=\"etcdserverpb.KV\",grpc_type=\"unary\"} 1\n");
        }
    }

    @Test
    void withoutTheGatewayThereAreThePagesAlone() throws Exception {
        try (EtcdServer server = serve(ClientPort.Protocols.BOTH, false)) {
            HttpResponse<String> refused = post(server, "/v3/maintenance/status");
            assertThat(refused.statusCode()).isEqualTo(404);
            assertThat(refused.body()).isEqualTo("404 page not found\n");
            assertThat(get(server, "/health", HttpClient.Version.HTTP_1_1).statusCode())
                    .isEqualTo(200);
        }
    }
}
