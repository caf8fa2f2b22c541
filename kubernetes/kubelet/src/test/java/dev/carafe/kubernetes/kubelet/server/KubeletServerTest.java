package dev.carafe.kubernetes.kubelet.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.kubelet.cri.CriClient;
import dev.carafe.kubernetes.kubelet.cri.v1.ContainerConfig;
import dev.carafe.kubernetes.kubelet.cri.v1.ContainerMetadata;
import dev.carafe.kubernetes.kubelet.cri.v1.ImageSpec;
import dev.carafe.kubernetes.kubelet.cri.v1.LinuxPodSandboxConfig;
import dev.carafe.kubernetes.kubelet.cri.v1.LinuxSandboxSecurityContext;
import dev.carafe.kubernetes.kubelet.cri.v1.NamespaceMode;
import dev.carafe.kubernetes.kubelet.cri.v1.NamespaceOption;
import dev.carafe.kubernetes.kubelet.cri.v1.PodSandboxConfig;
import dev.carafe.kubernetes.kubelet.cri.v1.PodSandboxMetadata;
import dev.carafe.kubernetes.kubelet.runtime.RuntimeLabels;
import dev.carafe.kubernetes.kubelet.runtime.RuntimePods;
import dev.carafe.kubernetes.kubelet.server.spdy.SpdyConnection;
import dev.carafe.kubernetes.kubelet.server.spdy.SpdyStream;
import dev.carafe.kubernetes.kubelet.testing.PrivateContainerd;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KubeletServerTest {
    private static final String OWNER = "/test/root";
    private static @Nullable PrivateContainerd containerd;
    static @Nullable KubeletServer server;
    static @Nullable TestAuthority authority;
    private static @Nullable HttpClient admin;

    /** One line to each stream: the runtime reads them from two pipes, in no certain order. */
    private static final List<String> BOTH_LINES = List.of("one\ntwo\n", "two\none\n");

    private static final KubeletAuthorizer ONLY_READERS = new KubeletAuthorizer() {
        @Override
        public Optional<User> authenticate(String token) {
            return token.equals("good") ? Optional.of(new User("reader", "", List.of(), Map.of())) : Optional.empty();
        }

        @Override
        public boolean allowed(User user, String verb, String subresource) {
            return user.name().equals("reader") && verb.equals("get") && subresource.equals("pods");
        }
    };

    @BeforeAll
    static void start() throws Exception {
        PrivateContainerd runtime = PrivateContainerd.start();
        containerd = runtime;
        CriClient cri = runtime.client();
        String logs =
                Files.createDirectories(runtime.directory().resolve("logs")).toString();
        Map<String, String> labels = Map.of(
                RuntimeLabels.OWNER, OWNER,
                RuntimeLabels.POD_UID, "u",
                RuntimeLabels.POD_NAME, "p",
                RuntimeLabels.POD_NAMESPACE, "n");
        PodSandboxConfig sandbox = PodSandboxConfig.newBuilder()
                .setMetadata(PodSandboxMetadata.newBuilder()
                        .setName("p")
                        .setNamespace("n")
                        .setUid("u"))
                .setLogDirectory(logs)
                .putAllLabels(labels)
                .setLinux(LinuxPodSandboxConfig.newBuilder()
                        .setSecurityContext(LinuxSandboxSecurityContext.newBuilder()
                                .setNamespaceOptions(
                                        NamespaceOption.newBuilder().setNetwork(NamespaceMode.NODE))))
                .build();
        String id = cri.runPodSandbox(sandbox, "");
        ContainerConfig.Builder container = ContainerConfig.newBuilder()
                .setMetadata(ContainerMetadata.newBuilder().setName("c"))
                .setImage(ImageSpec.newBuilder().setImage(PrivateContainerd.IMAGE))
                .addCommand("/bin/sh")
                .addArgs("-c")
                .addArgs("echo one; echo two >&2; while read line; do echo got $line; done; sleep 1000")
                .setLogPath("c.log")
                .setStdin(true)
                .putAllLabels(labels)
                .putLabels(RuntimeLabels.CONTAINER_NAME, "c");
        cri.startContainer(cri.createContainer(id, container.build(), sandbox));
        TestAuthority ca = new TestAuthority();
        authority = ca;
        TestAuthority.Identity own = ca.issue("O=system:nodes,CN=system:node:n1");
        Pod pod = new Pod(Json.decodeStruct(
                "{\"metadata\":{\"name\":\"p\",\"namespace\":\"n\",\"uid\":\"u\"},\"spec\":{\"containers\":[{\"name\":\"c\"},{\"name\":\"d\"}]}}"
                        .getBytes(StandardCharsets.UTF_8)));
        server = KubeletServer.start(
                new KubeletServerConfig(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        0,
                        List.of(own.certificate()),
                        own.key(),
                        List.of(ca.certificate())),
                cri,
                new RuntimePods(cri, OWNER),
                () -> List.of(pod),
                ONLY_READERS);
        admin = HttpClient.newBuilder()
                .sslContext(ca.client(ca.issue("O=system:masters,CN=apiserver-kubelet-client")))
                .build();
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
        if (containerd != null) {
            containerd.close();
        }
    }

    @Test
    void nobodyUnknownGetsIn() throws Exception {
        TestAuthority ca = Objects.requireNonNull(authority);
        HttpClient anonymous = HttpClient.newBuilder().sslContext(ca.client()).build();
        HttpResponse<String> refused = get(anonymous, "/pods");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body()).isEqualTo("Unauthorized\n");
        HttpClient other = HttpClient.newBuilder()
                .sslContext(ca.client(ca.issue("O=system:nodes,CN=bob")))
                .build();
        assertThat(get(other, "/containerLogs/n/p/c").statusCode()).isEqualTo(403);
        assertThat(get(other, "/pods").body())
                .isEqualTo("Forbidden (user=bob, verb=get, resource=nodes, subresource(s)=[pods proxy])\n");
        HttpRequest withToken = HttpRequest.newBuilder(url("https", "/pods"))
                .header("Authorization", "Bearer good")
                .build();
        assertThat(anonymous
                        .send(withToken, HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
        TestAuthority strange = new TestAuthority();
        HttpClient forged = HttpClient.newBuilder()
                .sslContext(ca.client(strange.issue("O=system:masters,CN=admin")))
                .build();
        assertThatThrownBy(() -> {
                    HttpResponse<String> answer = get(forged, "/pods");
                    assertThat(answer.statusCode()).isNotEqualTo(401); // never an answer but a refusal
                    throw new IOException("answered " + answer.statusCode());
                })
                .isInstanceOf(IOException.class)
                .hasMessageNotContaining("answered 200");
    }

    @Test
    void showsPodsAndLogs() throws Exception {
        assertThat(Json.decodeStruct(get(admin(), "/pods").body().getBytes(StandardCharsets.UTF_8))
                        .get("items"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(1);
        assertThat(get(admin(), "/runningpods/").body()).contains("\"name\":\"p\"", "\"name\":\"c\"");
        assertThat(get(admin(), "/containerLogs/n/p/c?limitBytes=8").body()).isIn(BOTH_LINES);
        assertThat(get(admin(), "/containerLogs/n/p/c?stream=Stderr").body()).isEqualTo("two\n");
        assertThat(get(admin(), "/containerLogs/n/p/c?previous=true").body())
                .isEqualTo("previous terminated container \"c\" in pod \"p\" not found\n");
        assertThat(get(admin(), "/containerLogs/n/p/d").body())
                .isEqualTo("container \"d\" in pod \"p\" is waiting to start: ContainerCreating\n");
        assertThat(get(admin(), "/containerLogs/n/p/x").statusCode()).isEqualTo(404);
        assertThat(get(admin(), "/containerLogs/n/q/c").body()).isEqualTo("pod does not exist\n");
    }

    @Test
    void aFollowerWhoGoesAwayIsNoticed() throws Exception {
        try (HttpClient follower = HttpClient.newBuilder()
                .sslContext(ca().client(ca().issue("O=system:masters,CN=apiserver")))
                .build()) {
            HttpResponse<InputStream> log = follower.send(
                    HttpRequest.newBuilder(url("https", "/containerLogs/n/p/c?follow=true"))
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            assertThat(new String(log.body().readNBytes(8), StandardCharsets.UTF_8))
                    .isIn(BOTH_LINES);
            assertThat(followers()).isPositive();
            log.body().close();
        }
        await(() -> followers() == 0);
    }

    private static long followers() {
        // Each follower watches the log's directory.
        try (var descriptors = Files.list(java.nio.file.Path.of("/proc/self/fd"))) {
            return descriptors
                    .filter(path -> {
                        try {
                            return Files.readSymbolicLink(path).toString().contains("inotify");
                        } catch (IOException _) {
                            return false;
                        }
                    })
                    .count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void execCarriesAllStreamsAndTheExitCode() throws Exception {
        ChannelClient exec = exec("v5.channel.k8s.io", "input=1&output=1&error=1", "cat; echo err >&2; exit 7");
        exec.send(0, "hello ");
        exec.send(0, "world\n");
        exec.end(0);
        assertThat(exec.awaitClose()).isEqualTo(1000);
        assertThat(exec.text(1)).isEqualTo("hello world\n");
        assertThat(exec.text(2)).isEqualTo("err\n");
        Struct status = Json.decodeStruct(exec.text(3).getBytes(StandardCharsets.UTF_8));
        assertThat(status.get("reason")).isEqualTo("NonZeroExitCode");
        assertThat(status.toString()).contains("\"reason\":\"ExitCode\"", "\"message\":\"7\"");
    }

    @Test
    void execOfMuchDataIsComplete() throws Exception {
        ChannelClient exec = exec("v4.channel.k8s.io", "output=1", "seq 1 300000");
        exec.awaitClose();
        assertThat(exec.text(1)).hasSize(1_988_895).endsWith("300000\n");
        assertThat(exec.text(3)).contains("\"status\":\"Success\"");
    }

    @Test
    void aMessageInPiecesIsOneMessage() throws Exception {
        ChannelClient exec = exec("v5.channel.k8s.io", "input=1&output=1", "cat");
        exec.sendInPieces(0, "\u0001\u0000\u00ff one");
        exec.sendInPieces(0, " two");
        exec.end(0);
        exec.awaitClose();
        assertThat(exec.text(1)).isEqualTo("\u0001\u0000\u00ff one two");
    }

    @Test
    void muchInputArrivesWhole() throws Exception {
        ChannelClient exec = exec("v5.channel.k8s.io", "input=1&output=1", "/bin/busybox wc -c");
        String chunk = "x".repeat(50_000);
        for (int i = 0; i < 40; i++) {
            exec.send(0, chunk);
        }
        exec.end(0);
        exec.awaitClose();
        assertThat(exec.text(1).strip()).isEqualTo("2000000");
    }

    @Test
    void aTerminalIsResized() throws Exception {
        ChannelClient exec = exec(
                "v5.channel.k8s.io",
                "input=1&output=1&tty=1",
                "until [ \"$(/bin/busybox stty size)\" = '42 101' ]; do sleep 0.1; done; echo resized");
        exec.send(4, "{\"Width\":101,\"Height\":42}");
        exec.awaitClose();
        assertThat(exec.text(1)).contains("resized");
    }

    @Test
    void attachReachesTheContainersProcess() throws Exception {
        ChannelClient attach =
                ChannelClient.channels(admin(), url("wss", "/attach/n/p/c?input=1&output=1"), "v5.channel.k8s.io");
        attach.send(0, "ping\n");
        await(() -> attach.text(1).contains("got ping\n"));
        attach.socket().abort();
    }

    @Test
    void refusalsAreHttpErrors() {
        assertThatThrownBy(() -> ChannelClient.channels(
                        admin(), url("wss", "/exec/n/p/gone?output=1&command=true"), "v5.channel.k8s.io"))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        java.net.http.WebSocketHandshakeException.class,
                        e -> assertThat(e.getResponse().statusCode()).isEqualTo(404));
    }

    @Test
    void portForwardCarriesSpdyInsideWebSocket() throws Exception {
        try (ServerSocket echo = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> echoOnce(echo));
            Socket socket = connect();
            TunnelClient tunnel = TunnelClient.open(socket, "/portForward/n/p", "SPDY/3.1+portforward.k8s.io");
            try (SpdyConnection spdy = SpdyConnection.over(tunnel.input(), tunnel.output(), socket)) {
                assertThat(forward(spdy, echo.getLocalPort())).isEqualTo("through");
            }
        }
    }

    @Test
    void aSpdyClientIsPassedOn() throws Exception {
        try (ServerSocket echo = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> echoOnce(echo));
            Socket socket = connect();
            socket.getOutputStream().write("""
                            POST /portForward/n/p HTTP/1.1\r
                            Host: n1\r
                            Connection: Upgrade\r
                            Upgrade: SPDY/3.1\r
                            X-Stream-Protocol-Version: portforward.k8s.io\r
                            Content-Length: 0\r
                            \r
                            """.getBytes(StandardCharsets.US_ASCII));
            InputStream in = new BufferedInputStream(socket.getInputStream());
            StringBuilder head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n")) {
                head.append((char) in.read());
            }
            assertThat(head.toString()).startsWith("HTTP/1.1 101 ");
            try (SpdyConnection spdy = SpdyConnection.over(in, socket.getOutputStream(), socket)) {
                assertThat(forward(spdy, echo.getLocalPort())).isEqualTo("through");
            }
        }
    }

    @Test
    void healthIsAnsweredOnLoopback() throws Exception {
        URI health =
                URI.create("http://127.0.0.1:" + Objects.requireNonNull(server).healthPort() + "/healthz");
        assertThat(admin().send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.ofString())
                        .body())
                .isEqualTo("ok");
    }

    private static Socket connect() throws Exception {
        return ca().client(ca().issue("O=system:masters,CN=apiserver"))
                .getSocketFactory()
                .createSocket(
                        InetAddress.getLoopbackAddress(),
                        Objects.requireNonNull(server).port());
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) { // the tests have a time limit
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static String forward(SpdyConnection spdy, int port) throws IOException {
        Map<String, String> about = Map.of("port", Integer.toString(port), "requestid", "0");
        Map<String, String> errors = new java.util.TreeMap<>(about);
        errors.put("streamtype", "error");
        SpdyStream error = spdy.open(errors);
        error.output().close();
        Map<String, String> data = new java.util.TreeMap<>(about);
        data.put("streamtype", "data");
        SpdyStream stream = spdy.open(data);
        try (OutputStream out = stream.output()) {
            out.write("through".getBytes(StandardCharsets.UTF_8));
        }
        String answer = ChannelClient.readAll(stream.input());
        assertThat(ChannelClient.readAll(error.input())).isEmpty();
        return answer;
    }

    private static void echoOnce(ServerSocket server) {
        try (Socket accepted = server.accept()) {
            accepted.getInputStream().transferTo(accepted.getOutputStream());
        } catch (IOException _) {
            // the test sees that nothing comes
        }
    }

    private static ChannelClient exec(String protocol, String streams, String script) {
        String command = List.of("/bin/sh", "-c", script).stream()
                .map(word -> "&command=" + URLEncoder.encode(word, StandardCharsets.UTF_8))
                .reduce("", String::concat);
        return ChannelClient.channels(admin(), url("wss", "/exec/n/p/c?" + streams + command), protocol);
    }

    private static HttpResponse<String> get(HttpClient client, String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(url("https", path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpClient admin() {
        return Objects.requireNonNull(admin);
    }

    private static TestAuthority ca() {
        return Objects.requireNonNull(authority);
    }

    private static URI url(String scheme, String path) {
        return URI.create(
                scheme + "://127.0.0.1:" + Objects.requireNonNull(server).port() + path);
    }
}
