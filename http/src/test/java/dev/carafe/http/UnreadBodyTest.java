package dev.carafe.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A handler that answers without having read the body: the client reads the answer all the same. */
class UnreadBodyTest {
    private static final int REQUESTS = 300;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void theAnswerArrivesAlthoughNobodyReadTheBody(HttpClient.Version version) throws Exception {
        HttpHandler refusal =
                exchange -> exchange.reply(404, "text/plain", List.of(ByteBuffer.wrap("not here".getBytes(UTF_8))));
        try (LocalServer server = LocalServer.start(folder, refusal);
                HttpClient client = server.client(version)) {
            for (int i = 0; i < REQUESTS; i++) {
                HttpRequest request = HttpRequest.newBuilder(server.uri("/"))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[i % 3 == 0 ? 100_000 : 2]))
                        .build();
                HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
                assertThat(response.statusCode()).isEqualTo(404);
                assertThat(response.body()).isEqualTo("not here");
            }
        }
    }
}
