package dev.carafe.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.testing.SpanCollector;
import dev.carafe.pki.UnverifiedTrustManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Flags of {@code carafe etcd} that change what clients see: tokens, compaction by itself, the quota. */
@Timeout(240)
@BesideOthers
class EtcdFlagsTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");

    @TempDir
    private Path folder;

    @Test
    void tokensAreSignedWithTheKeyThatIsGiven() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair keys = generator.generateKeyPair();
        Path publicKey = pem("PUBLIC KEY", keys.getPublic().getEncoded());
        Path privateKey = pem("PRIVATE KEY", keys.getPrivate().getEncoded());
        String flag = "jwt,sign-method=RS256,pub-key=" + publicKey + ",priv-key=" + privateKey + ",ttl=10m";
        try (EtcdMember etcd = EtcdMember.start(folder, "--auth-token", flag)) {
            for (String command : List.of(
                    "put k v",
                    "user add root:pw",
                    "user add ann:secret",
                    "user grant-role root root",
                    "role add reader",
                    "role grant-permission reader read k",
                    "user grant-role ann reader",
                    "auth enable")) {
                var _ = etcd.etcdctl("", List.of(command.split(" "))).orFail();
            }
            assertThat(etcd.etcdctl("", List.of("--user=ann:secret", "get", "k"))
                            .orFail())
                    .isEqualTo("k\nv\n");
            assertThat(etcd.etcdctl("", List.of("--user=ann:secret", "put", "k", "w"))
                            .err())
                    .contains("permission denied");
            assertThat(etcd.etcdctl("", List.of("--user=ann:wrong", "get", "k")).err())
                    .contains("authentication failed, invalid user ID or password");
            assertThat(etcd.etcdctl("", List.of("--user=root:pw", "put", "k", "w"))
                            .orFail())
                    .isEqualTo("OK\n");

            Matcher token =
                    TOKEN.matcher(post(etcd, "auth/authenticate", "", "{\"name\":\"ann\",\"password\":\"secret\"}"));
            assertThat(token.find()).isTrue();
            String[] parts = token.group(1).split("\\.", -1);
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(keys.getPublic());
            signature.update((parts[0] + "." + parts[1]).getBytes(UTF_8));
            assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2])))
                    .isTrue();
            assertThat(new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8))
                    .contains("\"username\":\"ann\"");

            String range = "{\"key\":\"" + Base64.getEncoder().encodeToString("k".getBytes(UTF_8)) + "\"}";
            assertThat(post(etcd, "kv/range", token.group(1), range)).contains("\"count\":\"1\"");
            etcd.kill();
            etcd.restart();
            // What was signed is good after a start as well.
            var _ = Await.until(
                    "the token to be taken",
                    SOON,
                    () -> post(etcd, "kv/range", token.group(1), range),
                    said -> said.contains("\"count\":\"1\""));
            String forged = parts[0] + "." + parts[1] + "." + parts[2].substring(4) + "AAAA";
            assertThat(post(etcd, "kv/range", forged, range)).contains("invalid auth token");
        }
    }

    @Test
    void oldRevisionsGoByThemselves() throws IOException {
        try (EtcdMember etcd =
                EtcdMember.start(folder, "--auto-compaction-mode", "periodic", "--auto-compaction-retention", "1s")) {
            var _ = etcd.etcdctl("", List.of("put", "k", "1")).orFail();
            assertThat(etcd.etcdctl("", List.of("get", "k", "--rev=2")).orFail())
                    .isEqualTo("k\n1\n");
            var _ = etcd.etcdctl("", List.of("put", "k", "2")).orFail();
            var _ = Await.until(
                    "the first revision to be compacted",
                    SOON,
                    () -> etcd.etcdctl("", List.of("get", "k", "--rev=2")).err(),
                    said -> said.contains("required revision has been compacted"));
            assertThat(etcd.etcdctl("", List.of("get", "k")).orFail()).isEqualTo("k\n2\n");
        }
    }

    @Test
    void aFullStoreRefusesUntilThereIsRoomAndTheAlarmIsDisarmed() throws IOException {
        try (EtcdMember etcd = EtcdMember.start(folder, "--quota-backend-bytes", "200000")) {
            String value = "v".repeat(20_000);
            Command.Result refused = Await.until(
                    "the quota to be met",
                    SOON,
                    () -> etcd.etcdctl("", List.of("put", "k", value)),
                    result -> result.status() != 0);
            assertThat(refused.err()).contains("mvcc: database space exceeded");
            assertThat(etcd.etcdctl("", List.of("alarm", "list")).orFail()).contains("alarm:NOSPACE");
            assertThat(etcd.etcdctl("", List.of("endpoint", "health")).status()).isNotZero();
            assertThat(etcd.etcdctl("", List.of("get", "k", "--print-value-only"))
                            .orFail())
                    .isEqualTo(value + "\n");
            var _ = etcd.etcdctl("", List.of("del", "k")).orFail(); // makes room, so it is never refused
            String status = etcd.etcdctl("", List.of("endpoint", "status", "-w", "json"))
                    .orFail();
            Matcher revision = Pattern.compile("\"revision\":(\\d+)").matcher(status);
            assertThat(revision.find()).isTrue();
            var _ = etcd.etcdctl("", List.of("compaction", revision.group(1), "--physical"))
                    .orFail();
            var _ = etcd.etcdctl("", List.of("defrag")).orFail();
            assertThat(etcd.etcdctl("", List.of("put", "k", "v")).err()).contains("database space exceeded");
            var _ = etcd.etcdctl("", List.of("alarm", "disarm")).orFail();
            assertThat(etcd.etcdctl("", List.of("put", "k", "v")).orFail()).isEqualTo("OK\n");
        }
    }

    @Test
    void membersSpeakByCertificatesThatAreMadeUp() throws IOException {
        List<String> names = List.of("m1", "m2", "m3");
        List<String> peers = new ArrayList<>();
        List<String> cluster = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            peers.add("https://127.0.0.1:" + Ports.free());
            cluster.add(names.get(i) + "=" + peers.get(i));
        }
        List<EtcdMember> members = new ArrayList<>();
        try {
            for (int i = 0; i < names.size(); i++) {
                members.add(EtcdMember.beginMember(
                        Files.createDirectory(folder.resolve(names.get(i))),
                        "127.0.0.1:" + Ports.free(),
                        List.of(
                                "--name",
                                names.get(i),
                                "--peer-auto-tls",
                                "--listen-peer-urls",
                                peers.get(i),
                                "--initial-advertise-peer-urls",
                                peers.get(i),
                                "--initial-cluster",
                                String.join(",", cluster))));
            }
            members.forEach(EtcdMember::awaitReady);
            var _ = members.getFirst().etcdctl("", List.of("put", "k", "v")).orFail();
            for (EtcdMember member : members) {
                assertThat(member.etcdctl("", List.of("get", "k")).orFail()).isEqualTo("k\nv\n");
            }
        } finally {
            members.forEach(EtcdMember::close);
        }
        assertThat(folder.resolve("m1/data/fixtures/peer/cert.pem")).isRegularFile();
    }

    @Test
    void aClusterHasAsManyLearnersAsItMay() throws IOException {
        String peer = "http://127.0.0.1:" + Ports.free();
        try (EtcdMember etcd = EtcdMember.start(
                folder,
                "--name=m1",
                "--initial-cluster=m1=" + peer,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--max-learners=2")) {
            for (String name : List.of("a", "b")) {
                var _ = etcd.etcdctl("", memberAdd(name)).orFail();
            }
            assertThat(etcd.etcdctl("", memberAdd("c")).err())
                    .contains("etcdserver: too many learner members in cluster");
            assertThat(etcd.etcdctl("", List.of("member", "list")).orFail().lines())
                    .hasSize(3);
        }
    }

    @Test
    void aMemberThatAsksNobodyBeginsOneTermAfterTheOther() throws IOException {
        String peer = "http://127.0.0.1:" + Ports.free();
        String nobody = "http://127.0.0.1:" + Ports.free();
        try (EtcdMember etcd = EtcdMember.beginMember(
                folder,
                "127.0.0.1:" + Ports.free(),
                List.of(
                        "--name=m1",
                        "--initial-cluster=m1=" + peer + ",m2=" + nobody,
                        "--listen-peer-urls=" + peer,
                        "--initial-advertise-peer-urls=" + peer,
                        "--heartbeat-interval=20",
                        "--election-timeout=200",
                        "--pre-vote=false"))) {
            Pattern later = Pattern.compile("\"raftTerm\":[3-9]");
            var _ = Await.until(
                    "a later term",
                    SOON,
                    () -> etcd.etcdctl("", List.of("endpoint", "status", "-w", "json"))
                            .out(),
                    status -> later.matcher(status).find());
        }
    }

    @Test
    void aMemberThatSaysNothingIsLostWhenItWasSilentForTooLong() throws IOException {
        String first = "http://127.0.0.1:" + Ports.free();
        String second = "http://127.0.0.1:" + Ports.free();
        List<String> flags = List.of(
                "--initial-cluster=m1=" + first + ",m2=" + second, "--raft-read-timeout=6s", "--raft-write-timeout=1s");
        try (EtcdMember m1 = member("m1", first, flags);
                EtcdMember m2 = member("m2", second, flags)) {
            m1.awaitReady();
            m2.signal("STOP");
            try {
                var _ = Await.until(
                        "a line about the member that stands still",
                        SOON,
                        () -> read(folder.resolve("m1/etcd.log")),
                        log -> log.contains("no sign of life for 6000 ms"));
            } finally {
                m2.signal("CONT"); // so that it can end
            }
        }
    }

    private EtcdMember member(String name, String peer, List<String> flags) throws IOException {
        List<String> all = new ArrayList<>(flags);
        all.addAll(List.of("--name=" + name, "--listen-peer-urls=" + peer, "--initial-advertise-peer-urls=" + peer));
        return EtcdMember.beginMember(Files.createDirectory(folder.resolve(name)), "127.0.0.1:" + Ports.free(), all);
    }

    @Test
    void httpIsServedWhereItIsAskedForAlone() throws Exception {
        String pages = "http://127.0.0.1:" + Ports.free();
        String metrics = "https://127.0.0.1:" + Ports.free();
        try (EtcdMember etcd = EtcdMember.start(
                folder,
                "--listen-client-http-urls=" + pages,
                "--listen-metrics-urls=" + metrics,
                "--auto-tls",
                "--enable-grpc-gateway=false")) {
            var _ = etcd.etcdctl("", List.of("put", "k", "v")).orFail();
            assertThat(get(pages + "/health").body()).contains("\"health\":\"true\"");
            assertThat(get(pages + "/v3/maintenance/status").statusCode()).isEqualTo(404);
            assertThat(get(metrics + "/metrics").body())
                    .contains("grpc_server_handled_total{grpc_code=\"OK\",grpc_method=\"Put\"");
            assertThatThrownBy(() -> get("http://" + etcd.endpoint() + "/health"))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void slowCallsAreToldWithoutValues() throws IOException {
        try (EtcdMember etcd = EtcdMember.start(folder, "--warning-unary-request-duration=1ns")) {
            var _ = etcd.etcdctl("", List.of("put", "k", "secretvalue")).orFail();
            assertThat(Await.until(
                            "a line about the put", SOON, this::log, log -> log.contains("/etcdserverpb.KV/Put")))
                    .contains("key:\\\"k\\\" value_size:11")
                    .doesNotContain("secretvalue");
        }
    }

    @Test
    void whatIsSlowlyAppliedIsToldWithoutValues() throws IOException {
        try (EtcdMember etcd = EtcdMember.start(folder, "--warning-apply-duration=1ns")) {
            var _ = etcd.etcdctl("", List.of("put", "k", "secretvalue")).orFail();
            var _ = etcd.etcdctl("", List.of("get", "k")).orFail();
            assertThat(Await.until(
                            "lines about both",
                            SOON,
                            this::log,
                            log -> log.contains("put:<key:") && log.contains("\"request\":\"key:\\\"k\\\"\"")))
                    .contains("apply request took too long {\"took\":\"")
                    .contains("\"request\":\"put:<key:\\\"k\\\" value_size:11>\",\"response\":\"size:")
                    .contains("\"prefix\":\"read-only range \"")
                    .doesNotContain("secretvalue");
        }
    }

    @Test
    void callsAreTracedWhereThatIsAskedFor() throws IOException {
        try (SpanCollector collector = SpanCollector.start();
                EtcdMember etcd = EtcdMember.start(
                        folder,
                        "--enable-distributed-tracing",
                        "--distributed-tracing-address=" + collector.endpoint(),
                        "--distributed-tracing-service-name=store",
                        "--distributed-tracing-instance-id=m1",
                        "--distributed-tracing-sampling-rate=1000000")) {
            var _ = etcd.etcdctl("", List.of("put", "k", "v")).orFail();
            List<SpanCollector.Received> spans = Await.until(
                    "a span of the put",
                    SOON,
                    collector::spans,
                    found -> found.stream().anyMatch(span -> span.name().equals("etcdserverpb.KV/Put")));
            assertThat(spans.getFirst().resource())
                    .containsEntry("service.name", "store")
                    .containsEntry("service.instance.id", "m1");
        }
    }

    @Test
    void linesOfTheLogAreForProgramsWhereThatIsAskedFor() throws IOException {
        Path file = folder.resolve("lines.json");
        try (EtcdMember _ = EtcdMember.start(folder, "--log-format=json", "--log-outputs=" + file)) {
            assertThat(Files.readString(file))
                    .startsWith("{\"level\":\"info\",\"ts\":\"")
                    .contains("\"msg\":\"Serving clients at [/127.0.0.1:");
            assertThat(log()).isEmpty();
        }
    }

    @Test
    void aFileOfTheLogGivesWayWhenItIsFull() throws IOException {
        Path file = Files.writeString(folder.resolve("lines.log"), "x".repeat(1 << 20));
        try (EtcdMember _ = EtcdMember.start(
                folder,
                "--log-outputs=" + file,
                "--enable-log-rotation",
                "--log-rotation-config-json={\"maxsize\":1,\"maxbackups\":1,\"compress\":true}")) {
            assertThat(Files.readString(file)).contains("Serving clients at [/127.0.0.1:");
            assertThat(Await.until(
                            "a backup",
                            SOON,
                            this::files,
                            names -> names.stream().anyMatch(name -> name.matches("lines-.*\\.log\\.gz"))))
                    .hasSize(4); // with the data, the log that nothing is written to, and the file
        }
    }

    private List<String> files() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(each -> each.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void membersOfAMachineListenAtOneAddressIfTheyAgreeToIt() throws IOException {
        String shared = "127.0.0.1:" + Ports.free();
        Path first = Files.createDirectory(folder.resolve("first"));
        Path second = Files.createDirectory(folder.resolve("second"));
        try (EtcdMember m1 = EtcdMember.beginMember(first, shared, List.of("--socket-reuse-port"));
                EtcdMember m2 = EtcdMember.beginMember(second, shared, List.of("--socket-reuse-port"))) {
            m1.awaitReady();
            m2.awaitReady();
            for (Path each : List.of(first, second)) {
                var _ = Await.until(
                        "a member that listens",
                        SOON,
                        () -> read(each.resolve("etcd.log")),
                        log -> log.contains("Serving clients at [/" + shared));
            }
            assertThat(m1.isAlive() && m2.isAlive()).isTrue();
        }
    }

    private String log() {
        return read(folder.resolve("etcd.log"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The answer, whoever the server says that it is. */
    private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(UnverifiedTrustManager.context())
                .build()) {
            return client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static List<String> memberAdd(String name) {
        return List.of("member", "add", name, "--learner", "--peer-urls=http://127.0.0.1:" + Ports.free());
    }

    private Path pem(String kind, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(
                folder.resolve(kind.replace(' ', '-') + ".pem"),
                "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
    }

    /** The answer's body, or why there is none. */
    private static String post(EtcdMember etcd, String path, String token, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + etcd.endpoint() + "/v3/" + path))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", token);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException | InterruptedException e) {
            return e.toString();
        }
    }
}
