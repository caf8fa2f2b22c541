package dev.carafe.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.pki.Certificates;
import dev.carafe.pki.SelfSigned;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
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
        SelfSigned pair =
                SelfSigned.make("test", List.of("localhost"), List.of("127.0.0.1"), Instant.now(), Duration.ofDays(1));
        Path certificate = Files.writeString(folder.resolve("crt"), pair.certificatePem());
        Path key = Files.writeString(folder.resolve("key"), pair.keyPem());
        HttpHandler refusal =
                exchange -> exchange.reply(404, "text/plain", List.of(ByteBuffer.wrap("not here".getBytes(UTF_8))));
        try (HttpServer server = HttpServer.start(
                        new InetSocketAddress("127.0.0.1", 0), TlsPolicy.anyClient(certificate, key), refusal);
                HttpClient client = HttpClient.newBuilder()
                        .version(version)
                        .sslContext(trusting(pair))
                        .build()) {
            URI target = URI.create("https://127.0.0.1:" + server.address().getPort() + "/");
            for (int i = 0; i < REQUESTS; i++) {
                HttpRequest request = HttpRequest.newBuilder(target)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[i % 3 == 0 ? 100_000 : 2]))
                        .build();
                HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
                assertThat(response.statusCode()).isEqualTo(404);
                assertThat(response.body()).isEqualTo("not here");
            }
        }
    }

    private static SSLContext trusting(SelfSigned pair) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry(
                "server", Certificates.of(pair.certificatePem()).getFirst());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        return tls;
    }
}
