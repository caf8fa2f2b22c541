package dev.carafe.etcd.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.AlarmRequest;
import dev.carafe.etcd.AlarmType;
import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.Caller;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import dev.carafe.etcd.remote.RemoteStore;
import dev.carafe.etcd.remote.RemoteStoreConfig;
import dev.carafe.etcd.server.EtcdServer;
import dev.carafe.etcd.server.EtcdServerConfig;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** HTTP beside gRPC on one port, over sockets. */
@Timeout(60)
class ClientPortTest {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private Path directory;

    private EmbeddedStore store;
    private EtcdServer server;

    @BeforeEach
    void start() throws IOException {
        store = EmbeddedStore.open(StoreConfig.of(directory));
        server = EtcdServer.start(
                EtcdServerConfig.plain(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)), store.member());
    }

    @AfterEach
    void stop() {
        client.shutdownNow();
        server.close();
        store.close();
    }

    @Test
    void tellsHowItIs() throws Exception {
        assertThat(get("/health").body()).isEqualTo("{\"health\":\"true\",\"reason\":\"\"}");
        assertThat(get("/livez").body()).isEqualTo("ok\n");
        assertThat(get("/readyz?verbose").body()).isEqualTo("""
                        [+]data_corruption ok
                        [+]serializable_read ok
                        [+]linearizable_read ok
                        [+]non_learner ok
                        ok
                        """);
        assertThat(get("/readyz/non_learner").statusCode()).isEqualTo(200);
        assertThat(get("/readyz/nothing").statusCode()).isEqualTo(404);
        assertThat(get("/nothing").body()).isEqualTo("404 page not found\n");
        assertThat(get("/version").body())
                .isEqualTo("{\"etcdserver\":\"3.7.0\",\"etcdcluster\":\"3.7.0\",\"storage\":\"3.7.0\"}");
    }

    @Test
    void servesTheNamesAndThePagesThatItIsTold() throws Exception {
        EtcdServerConfig some = new EtcdServerConfig(
                "default",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                List.of(),
                null,
                List.of(),
                EtcdServerConfig.Limits.USUAL,
                new EtcdServerConfig.Serving(
                        ClientPort.Protocols.BOTH,
                        HttpAccess.of(List.of("127.0.0.1"), List.of("https://console.local")),
                        true));
        try (EtcdServer picky = EtcdServer.start(some, store.member())) {
            assertThat(raw(picky, "GET /version HTTP/1.1\r\nHost: 127.0.0.1:2379"))
                    .startsWith("HTTP/1.1 200")
                    .doesNotContain("access-control");
            assertThat(raw(picky, "GET /version HTTP/1.1\r\nHost: evil.local:2379"))
                    .startsWith("HTTP/1.1 421")
                    .contains("--host-whitelist evil.local\n");
            assertThat(raw(picky, "OPTIONS /v3/kv/put HTTP/1.1\r\nHost: [::1]"))
                    .startsWith("HTTP/1.1 421")
                    .contains("--host-whitelist ::1\n");
            String host = "Host: 127.0.0.1\r\nOrigin: https://";
            assertThat(raw(picky, "OPTIONS /v3/kv/put HTTP/1.1\r\n" + host + "console.local"))
                    .contains("access-control-allow-origin: https://console.local");
            assertThat(raw(picky, "OPTIONS /v3/kv/put HTTP/1.1\r\n" + host + "other.local"))
                    .startsWith("HTTP/1.1 200")
                    .doesNotContain("access-control");
        }
        assertThat(raw(server, "GET /version HTTP/1.1\r\nHost: evil.local"))
                .startsWith("HTTP/1.1 200")
                .contains("access-control-allow-origin: *");
    }

    /** The whole answer to a request that names its own headers. */
    private static String raw(EtcdServer server, String head) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write((head + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void anAlarmMakesItUnhealthyUnlessItIsExcluded() throws Exception {
        long id = store.status().memberId();
        var _ = store.member()
                .as(Caller.UNKNOWN)
                .alarm(new AlarmRequest(AlarmRequest.Action.ACTIVATE, id, AlarmType.NOSPACE));
        assertThat(get("/health").statusCode()).isEqualTo(503);
        assertThat(get("/health").body()).isEqualTo("{\"health\":\"false\",\"reason\":\"ALARM NOSPACE\"}");
        assertThat(get("/health?exclude=NOSPACE").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        var _ = store.member()
                .as(Caller.UNKNOWN)
                .alarm(new AlarmRequest(AlarmRequest.Action.ACTIVATE, id, AlarmType.CORRUPT));
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/readyz").body())
                .startsWith("[-]data_corruption failed: alarm activated: CORRUPT\n")
                .endsWith("/readyz check failed\n");
    }

    @Test
    void servesTheServicesAsJson() throws Exception {
        assertThat(post("kv/put", "{\"key\":\"YQ==\",\"value\":\"MQ==\"}").body())
                .isEqualTo("{\"header\":{\"cluster_id\":\"14841639068965178418\",\"member_id\":"
                        + "\"10276657743932975437\",\"revision\":\"2\",\"raft_term\":\"1\"}}");
        assertThat(post("kv/range", "{\"key\":\"YQ==\",\"rangeEnd\":\"AA==\",\"sort_order\":\"DESCEND\"}")
                        .body())
                .endsWith(
                        "\"kvs\":[{\"key\":\"YQ==\",\"create_revision\":\"2\",\"mod_revision\":\"2\",\"version\":\"1\","
                                + "\"value\":\"MQ==\"}],\"count\":\"1\"}");
        HttpResponse<String> refused = post("kv/range", "{}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).isEqualTo("{\"code\":3,\"message\":\"etcdserver: key is not provided\"}");
        refused = post("kv/put", "{\"key\":\"YQ==\",\"lease\":\"77\"}");
        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(refused.body()).isEqualTo("{\"code\":5,\"message\":\"etcdserver: requested lease not found\"}");
        assertThat(post("kv/put", "nothing").statusCode()).isEqualTo(400);
        assertThat(post("kv/put", "{\"key\":5}").body()).contains("invalid value for bytes field key: 5");
        assertThat(post("kv/nothing", "{}").body()).isEqualTo("{\"code\":5,\"message\":\"Not Found\"}");
        assertThat(get("/v3/kv/range").statusCode()).isEqualTo(501);
        assertThat(post("maintenance/snapshot", "{}").body())
                .startsWith("{\"result\":{\"remaining_bytes\":")
                .endsWith("}}\n");
    }

    @Test
    void streamsEventsUntilTheClientGoes() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            String body = "{\"create_request\":{\"key\":\"YQ==\"}}";
            socket.getOutputStream()
                    .write(("POST /v3/watch HTTP/1.1\r\nHost: here\r\nContent-Length: " + body.length() + "\r\n\r\n"
                                    + body)
                            .getBytes(StandardCharsets.UTF_8));
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(await(lines, "\"created\":true")).startsWith("{\"result\":");
            var _ = store.put(PutRequest.of(Bytes.utf8("a"), Bytes.utf8("1")));
            assertThat(await(lines, "\"events\":")).contains("\"kv\":{\"key\":\"YQ==\"");
        }
    }

    @Test
    void speaksGrpcOnTheSamePortAndCountsIt() throws Exception {
        try (Store remote = RemoteStore.connect(
                RemoteStoreConfig.of(List.of(URI.create("http://127.0.0.1:" + server.port())), null))) {
            assertThat(remote.put(PutRequest.of(Bytes.utf8("a"), Bytes.utf8("1")))
                            .revision())
                    .isEqualTo(2);
        }
        assertThat(get("/metrics").body())
                .contains("etcd_debugging_mvcc_current_revision 2\n")
                .contains("etcd_server_has_leader 1\n")
                .contains("grpc_server_handled_total{grpc_code=\"OK\",grpc_method=\"Put\","
                        + "grpc_service=\"etcdserverpb.KV\",grpc_type=\"unary\"} 1\n");
    }

    @Test
    void tellsItsServicesByReflection() throws Exception {
        ManagedChannel channel = NettyChannelBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()))
                .usePlaintext()
                .build();
        try {
            CompletableFuture<List<String>> services = new CompletableFuture<>();
            StreamObserver<ServerReflectionRequest> ask = ServerReflectionGrpc.newStub(channel)
                    .serverReflectionInfo(new StreamObserver<>() {
                        @Override
                        public void onNext(ServerReflectionResponse answer) {
                            List<String> names = new ArrayList<>();
                            answer.getListServicesResponse()
                                    .getServiceList()
                                    .forEach(service -> names.add(service.getName()));
                            services.complete(names);
                        }

                        @Override
                        public void onError(Throwable cause) {
                            services.completeExceptionally(cause);
                        }

                        @Override
                        public void onCompleted() {
                            services.complete(List.of());
                        }
                    });
            ask.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
            assertThat(services.get(30, TimeUnit.SECONDS))
                    .contains(
                            "etcdserverpb.KV",
                            "etcdserverpb.Watch",
                            "etcdserverpb.Lease",
                            "etcdserverpb.Cluster",
                            "etcdserverpb.Maintenance",
                            "etcdserverpb.Auth",
                            "grpc.health.v1.Health");
            ask.onCompleted();
        } finally {
            channel.shutdownNow();
        }
    }

    private static String await(BufferedReader lines, String wanted) throws IOException {
        while (true) {
            String line = lines.readLine();
            assertThat(line).as("waiting for " + wanted).isNotNull();
            if (line.contains(wanted)) {
                return line;
            }
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(
                java.net.http.HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return client.send(
                java.net.http.HttpRequest.newBuilder(uri("/v3/" + path))
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }
}
