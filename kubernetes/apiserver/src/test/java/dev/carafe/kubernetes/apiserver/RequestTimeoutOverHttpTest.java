package dev.carafe.kubernetes.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.carafe.kubernetes.apiserver.testing.HttpsClient;
import dev.carafe.kubernetes.apiserver.testing.TestServer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests whose time is up, whatever they wait for. */
@Timeout(60)
final class RequestTimeoutOverHttpTest {
    private static final String TIMEOUT = "{\"metadata\":{},\"status\":\"Failure\","
            + "\"message\":\"Timeout: request did not complete within the allotted timeout\","
            + "\"reason\":\"Timeout\",\"details\":{},\"code\":504}\n";

    @TempDir
    Path directory;

    private TestServer server;
    private HttpsClient admin;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(directory);
        server.awaitReady();
        admin = new HttpsClient(server, "admin");
    }

    @AfterEach
    void end() {
        admin.close();
        server.close();
    }

    @Test
    void aTimeThatIsNoneIsRefusedBeforeAnybodyIsAskedWhoHeIs() throws Exception {
        HttpsClient.Answer refused = admin.send("GET", "/api/v1/namespaces?timeout=10", "");
        assertThat(refused.code()).isEqualTo(400);
        assertThat(refused.text("message"))
                .isEqualTo("invalid timeout specified in the request URL - time: missing unit in duration \"10\"");
        assertThat(admin.send("GET", "/version?timeout=abc", "").code()).isEqualTo(400);
        try (var watch = admin.stream("/api/v1/namespaces?watch=1&timeoutSeconds=1&timeout=abc")) {
            assertThat(new String(watch.readAllBytes(), UTF_8)).contains("ADDED");
        }
    }

    @Test
    void aBodyThatDoesNotComeIsNotWaitedForAnyLonger() throws Exception {
        try (Socket socket = admin.connect()) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /api/v1/namespaces/default/configmaps?timeout=50ms HTTP/1.1\r\nHost: x\r\n"
                            + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
                    .getBytes(UTF_8));
            out.flush();
            assertThat(new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine())
                    .isEqualTo("HTTP/1.1 504 Gateway Timeout");
        }
    }

    @Test
    void aRevisionThatDoesNotComeIsNotWaitedForAnyLonger() throws Exception {
        HttpResponse<byte[]> answer = admin.exchange(
                "GET",
                "/api/v1/namespaces?timeout=50ms&resourceVersion=1000000",
                new byte[0],
                "",
                "application/vnd.kubernetes.protobuf");
        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
        assertThat(new String(answer.body(), UTF_8)).isEqualTo(TIMEOUT);
    }

    @Test
    void aWebhookThatDoesNotAnswerIsNotWaitedForAnyLonger() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        HttpServer silent = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        silent.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        silent.createContext("/", _ -> {
            asked.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        silent.start();
        try {
            // TLS is asked for, which the other side never speaks: the handshake is what is waited for.
            String definition = """
                    {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"cars.example.com"},
                     "spec":{"group":"example.com","scope":"Cluster","names":{"plural":"cars","kind":"Car"},
                      "conversion":{"strategy":"Webhook","webhook":{"conversionReviewVersions":["v1"],
                       "clientConfig":{"url":"https://127.0.0.1:%d/","caBundle":"%s"}}},
                      "versions":[
                       {"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}},
                       {"name":"v2","served":true,"storage":false,"schema":{"openAPIV3Schema":{"type":"object"}}}]}}""".formatted(
                            silent.getAddress().getPort(),
                            java.util.Base64.getEncoder()
                                    .encodeToString(java.nio.file.Files.readAllBytes(
                                            server.certificates().file("ca.crt"))));
            assertThat(admin.send("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition)
                            .code())
                    .isEqualTo(201);
            String cars = "/apis/example.com/v1/cars";
            while (admin.exchange("GET", cars, new byte[0], "", "application/json")
                            .statusCode()
                    != 200) {
                Thread.onSpinWait();
            }
            assertThat(admin.send(
                                    "POST",
                                    cars,
                                    "{\"apiVersion\":\"example.com/v1\",\"kind\":\"Car\",\"metadata\":{\"name\":\"c\"}}")
                            .code())
                    .isEqualTo(201);
            HttpResponse<byte[]> answer = admin.exchange(
                    "GET", "/apis/example.com/v2/cars/c?timeout=200ms", new byte[0], "", "application/json");
            assertThat(new String(answer.body(), UTF_8)).isEqualTo(TIMEOUT);
        } finally {
            end.countDown();
            silent.stop(0);
        }
    }
}
