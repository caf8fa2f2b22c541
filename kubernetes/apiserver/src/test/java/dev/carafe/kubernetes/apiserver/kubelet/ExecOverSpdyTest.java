package dev.carafe.kubernetes.apiserver.kubelet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.http.FarConnection;
import dev.carafe.http.HttpExchange;
import dev.carafe.http.HttpServer;
import dev.carafe.http.TlsPolicy;
import dev.carafe.kubernetes.apiserver.testing.HttpsClient;
import dev.carafe.kubernetes.apiserver.testing.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that speak SPDY to what runs in a pod: the server joins them with the pod's kubelet. */
@Timeout(60)
final class ExecOverSpdyTest {
    @TempDir
    Path folder;

    @Test
    void aClientOfSpdyIsJoinedWithTheKubelet() throws Exception {
        try (TestServer server = new TestServer(folder);
                HttpsClient admin = new HttpsClient(server, "admin");
                ServerSocket runtime = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                HttpServer kubelet = HttpServer.start(
                        new InetSocketAddress("127.0.0.1", 0),
                        TlsPolicy.anyClient(
                                server.certificates().file("server.crt"),
                                server.certificates().file("server.key")),
                        exchange -> kubelet(exchange, runtime))) {
            server.awaitReady();
            makePod(admin, kubelet.address().getPort());
            try (Socket client = admin.connect()) {
                client.getOutputStream().write("""
                                POST /api/v1/namespaces/default/pods/p/exec?command=cat&command=-u&stdin=true&stdout=true HTTP/1.1\r
                                Host: x\r
                                Connection: Upgrade\r
                                Upgrade: SPDY/3.1\r
                                X-Stream-Protocol-Version: v4.channel.k8s.io\r
                                X-Stream-Protocol-Version: v3.channel.k8s.io\r
                                Content-Length: 0\r
                                \r
                                """.getBytes(UTF_8));
                BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
                StringBuilder head = new StringBuilder();
                for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
                    head.append(line).append('\n');
                }
                assertThat(head.toString())
                        .startsWith("HTTP/1.1 101 ")
                        .contains("X-Stream-Protocol-Version: v4.channel.k8s.io\n");
                try (Socket there = runtime.accept()) {
                    there.getOutputStream().write("from there\n".getBytes(UTF_8));
                    assertThat(in.readLine()).isEqualTo("from there");
                    client.getOutputStream().write("from here\n".getBytes(UTF_8));
                    assertThat(new BufferedReader(new InputStreamReader(there.getInputStream(), UTF_8)).readLine())
                            .isEqualTo("from here");
                }
            }
        }
    }

    @Test
    void whatTheKubeletRefusesIsToldToTheClient() throws Exception {
        try (TestServer server = new TestServer(folder);
                HttpsClient admin = new HttpsClient(server, "admin");
                HttpServer kubelet = HttpServer.start(
                        new InetSocketAddress("127.0.0.1", 0),
                        TlsPolicy.anyClient(
                                server.certificates().file("server.crt"),
                                server.certificates().file("server.key")),
                        exchange -> exchange.reply(404, "text/plain", "no such container".getBytes(UTF_8)))) {
            server.awaitReady();
            makePod(admin, kubelet.address().getPort());
            try (Socket client = admin.connect()) {
                client.getOutputStream().write("""
                                POST /api/v1/namespaces/default/pods/p/attach?stdout=true HTTP/1.1\r
                                Host: x\r
                                Connection: Upgrade\r
                                Upgrade: SPDY/3.1\r
                                X-Stream-Protocol-Version: v4.channel.k8s.io\r
                                Content-Length: 0\r
                                \r
                                """.getBytes(UTF_8));
                BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
                assertThat(in.readLine()).isEqualTo("HTTP/1.1 404 Not Found");
                StringBuilder told = new StringBuilder();
                while (told.indexOf("no such container") < 0) { // the connection goes on behind it
                    told.append((char) in.read());
                }
            }
        }
    }

    private static void kubelet(HttpExchange exchange, ServerSocket runtime) throws IOException {
        assertThat(exchange.target()).isEqualTo("/exec/default/p/c?command=cat&command=-u&input=1&output=1");
        assertThat(exchange.headers(SpdyClient.PROTOCOL_HEADER))
                .containsExactly("v4.channel.k8s.io", "v3.channel.k8s.io");
        Socket there = new Socket(runtime.getInetAddress(), runtime.getLocalPort());
        exchange.setHeader(SpdyClient.PROTOCOL_HEADER, "v4.channel.k8s.io");
        exchange.acceptUpgrade("SPDY/3.1", new FarConnection(there.getInputStream(), there.getOutputStream(), there));
    }

    private static void makePod(HttpsClient admin, int kubeletPort) throws Exception {
        String node = """
                {"apiVersion":"v1","kind":"Node","metadata":{"name":"n"},"status":{
                 "addresses":[{"type":"InternalIP","address":"127.0.0.1"}],
                 "daemonEndpoints":{"kubeletEndpoint":{"Port":%d}}}}""".formatted(kubeletPort);
        assertThat(admin.send("POST", "/api/v1/nodes", node).code()).isEqualTo(201);
        assertThat(admin.send(
                                "PATCH",
                                "/api/v1/nodes/n/status",
                                node,
                                "application/merge-patch+json",
                                "application/json")
                        .code())
                .isEqualTo(200);
        assertThat(admin.send("POST", "/api/v1/namespaces/default/serviceaccounts", """
                        {"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"default"}}""")
                        .code())
                .isEqualTo(201);
        assertThat(admin.send("POST", "/api/v1/namespaces/default/pods", """
                        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"nodeName":"n",
                         "containers":[{"name":"c","image":"i"}]}}""").code())
                .isEqualTo(201);
    }
}
