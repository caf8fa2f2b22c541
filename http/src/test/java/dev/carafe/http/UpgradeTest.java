package dev.carafe.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections that switch to a protocol which the server only passes on. */
@Timeout(60)
class UpgradeTest {
    @TempDir
    Path folder;

    private static FarConnection far(ServerSocket there) throws IOException {
        Socket socket = new Socket(there.getInetAddress(), there.getLocalPort());
        return new FarConnection(socket.getInputStream(), socket.getOutputStream(), socket);
    }

    private static HttpHandler joining(ServerSocket there) {
        return exchange -> {
            exchange.setHeader("X-Chosen", "one");
            exchange.acceptUpgrade("SPDY/3.1", far(there));
        };
    }

    @Test
    void bytesPassBothWaysUntilOneSideEnds() throws Exception {
        try (ServerSocket there = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                LocalServer server = LocalServer.start(folder, joining(there));
                Socket client = server.trust()
                        .getSocketFactory()
                        .createSocket("127.0.0.1", server.server().address().getPort())) {
            OutputStream out = client.getOutputStream();
            // what is sent at once with the request is for the far side already
            out.write(
                    "POST / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nContent-Length: 0\r\n\r\nfirst\n"
                            .getBytes(UTF_8));
            out.flush();
            BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
            try (Socket far = there.accept()) {
                BufferedReader farIn = new BufferedReader(new InputStreamReader(far.getInputStream(), UTF_8));
                assertThat(farIn.readLine()).isEqualTo("first");
                StringBuilder head = new StringBuilder();
                for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
                    head.append(line).append('\n');
                }
                assertThat(head.toString())
                        .startsWith("HTTP/1.1 101 Switching Protocols\n")
                        .contains("Upgrade: SPDY/3.1\n")
                        .contains("Connection: Upgrade\n")
                        .contains("X-Chosen: one\n");
                String large = "x".repeat(1 << 20);
                Thread.startVirtualThread(() -> {
                    try {
                        out.write((large + "\n").getBytes(UTF_8));
                        out.flush();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
                assertThat(farIn.readLine()).isEqualTo(large);
                far.getOutputStream().write("back\n".getBytes(UTF_8));
                assertThat(in.readLine()).isEqualTo("back");
            }
            assertThat(in.readLine()).isNull(); // the far side has ended
        }
    }

    @Test
    void theFarSideIsClosedWhenTheClientGoes() throws Exception {
        try (ServerSocket there = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                LocalServer server = LocalServer.start(folder, joining(there))) {
            Socket client = server.trust()
                    .getSocketFactory()
                    .createSocket("127.0.0.1", server.server().address().getPort());
            client.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\n"
                            .getBytes(UTF_8));
            try (Socket far = there.accept()) {
                assertThat(new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8)).readLine())
                        .contains("101");
                client.close();
                assertThat(far.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void thereIsNoSwitchingOverHttp2() throws Exception {
        FarConnection nobody =
                new FarConnection(InputStream.nullInputStream(), OutputStream.nullOutputStream(), () -> {});
        try (LocalServer server = LocalServer.start(folder, exchange -> {
                    try {
                        exchange.acceptUpgrade("SPDY/3.1", nobody);
                    } catch (IOException e) {
                        exchange.reply(
                                400,
                                "text/plain",
                                String.valueOf(e.getMessage()).getBytes(UTF_8));
                    }
                });
                HttpClient client = server.client(HttpClient.Version.HTTP_2)) {
            HttpResponse<String> response =
                    client.send(HttpRequest.newBuilder(server.uri("/")).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(response.body()).isEqualTo("cannot switch to SPDY/3.1");
        }
    }
}
