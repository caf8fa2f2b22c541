package dev.carafe.kubernetes.proxy.healthcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ServiceHealthTest {
    @Test
    void saysHowManyEndpointsAreHereAndFollowsTheService() throws Exception {
        int port = freePort();
        int other = freePort();
        try (ServiceHealth health = new ServiceHealth()) {
            health.update("ns", "web", port, 2);
            HttpResponse<String> well = ask(port);
            assertThat(well.statusCode()).isEqualTo(200);
            assertThat(well.headers().firstValue("X-Load-Balancing-Endpoint-Weight"))
                    .contains("2");
            assertThat(well.body().replaceAll("\\s", ""))
                    .isEqualTo("{\"service\":{\"namespace\":\"ns\",\"name\":\"web\"},\"localEndpoints\":2,"
                            + "\"serviceProxyHealthy\":true}");
            health.update("ns", "web", port, 0);
            assertThat(ask(port).statusCode()).isEqualTo(503);
            health.update("ns", "web", other, 1);
            assertThat(ask(other).statusCode()).isEqualTo(200);
            assertThatThrownBy(() -> ask(port)).isInstanceOf(ConnectException.class);
            health.update("ns", "web", 0, 1);
            assertThatThrownBy(() -> ask(other)).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void aTakenPortIsTriedAgainAtTheNextChange() throws Exception {
        try (ServiceHealth health = new ServiceHealth()) {
            int port;
            try (ServerSocket taken = new ServerSocket(0)) {
                port = taken.getLocalPort();
                health.update("ns", "web", port, 1);
            }
            health.update("ns", "web", port, 1);
            assertThat(ask(port).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aHeadWithoutEndIsCutOff() throws Exception {
        int port = freePort();
        try (ServiceHealth health = new ServiceHealth()) {
            health.update("ns", "web", port, 1);
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                client.getOutputStream().write(new byte[8 << 10]);
                assertThat(client.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    private static HttpResponse<String> ask(int port) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/healthz"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
