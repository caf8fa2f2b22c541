package dev.carafe.kubernetes.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apiserver.testing.HttpsClient;
import dev.carafe.kubernetes.apiserver.testing.TestServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How clients read OpenAPI documents and keep them, and health by its parts. */
@Timeout(60)
final class OpenApiOverHttpTest {
    private static final String CONFIG = "/openapi/v3/apis/autoscaling/v2";

    @TempDir
    static Path directory;

    private static TestServer server;
    private static HttpsClient admin;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(directory);
        admin = new HttpsClient(server, "admin");
        server.awaitReady();
    }

    @AfterAll
    static void stop() {
        admin.close();
        server.close();
    }

    private static HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        return admin.exchange("GET", path, new byte[0], "", "application/json", headers);
    }

    private static String header(HttpResponse<byte[]> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    /** The address of the document in the index. */
    private static String hashed() throws Exception {
        return Objects.requireNonNull(
                admin.send("GET", "/openapi/v3", "").text("paths", "apis/autoscaling/v2", "serverRelativeURL"));
    }

    @Test
    void aDocumentIsKeptUnderTheAddressOfTheIndex() throws Exception {
        String address = hashed();
        assertThat(address).startsWith(CONFIG + "?hash=");
        HttpResponse<byte[]> answer = get(address);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "Cache-Control")).isEqualTo("public, immutable");
        assertThat(header(answer, "Vary")).isEqualTo("Accept");
        assertThat(header(answer, "ETag")).isEqualTo('"' + address.substring(address.indexOf('=') + 1) + '"');
        assertThat(ZonedDateTime.parse(header(answer, "Expires"), DateTimeFormatter.RFC_1123_DATE_TIME))
                .isAfter(ZonedDateTime.now(ZoneOffset.UTC).plusDays(300));
        assertThat(new String(answer.body(), UTF_8)).contains("HorizontalPodAutoscaler");
    }

    @Test
    void whoeverHasADocumentIsNotSentItAgain() throws Exception {
        HttpResponse<byte[]> plain = get(CONFIG);
        assertThat(header(plain, "Cache-Control")).isEqualTo("no-cache, private");
        HttpResponse<byte[]> again = get(CONFIG, "If-None-Match", header(plain, "ETag"));
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(get(CONFIG, "If-None-Match", "\"other\"").body()).isEqualTo(plain.body());
    }

    @Test
    void anOldAddressLeadsToTheNewOne() throws Exception {
        HttpResponse<byte[]> answer = get(CONFIG + "?hash=0123");
        assertThat(answer.statusCode()).isEqualTo(301);
        assertThat(header(answer, "Location")).isEqualTo(hashed());
        assertThat(get("/openapi/v3/apis/nobody/v1?hash=0123").statusCode()).isEqualTo(404);
    }

    @Test
    void aDocumentIsGivenInProtobufToo() throws Exception {
        String protobuf = "application/com.github.proto-openapi.spec.v3.v1.0+protobuf";
        HttpResponse<byte[]> answer = admin.exchange("GET", CONFIG, new byte[0], "", protobuf);
        assertThat(header(answer, "Content-Type")).isEqualTo(protobuf);
        assertThat(new String(answer.body(), UTF_8)).startsWith("\n\0053.0.0").contains("HorizontalPodAutoscaler");
        assertThat(admin.exchange("GET", CONFIG, new byte[0], "", "text/html").statusCode())
                .isEqualTo(406);
        assertThat(admin.exchange("GET", "/openapi/v2", new byte[0], "", "text/html")
                        .statusCode())
                .isEqualTo(406);
    }
}
