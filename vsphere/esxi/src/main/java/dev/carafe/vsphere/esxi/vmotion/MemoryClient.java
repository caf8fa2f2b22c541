package dev.carafe.vsphere.esxi.vmotion;

import dev.carafe.pki.PemFiles;
import dev.carafe.pki.PinnedTrustManager;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Sends a machine's memory to another host, which it knows by its certificate. */
final class MemoryClient implements AutoCloseable {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(20);

    private final URI host;
    private final HttpClient http;

    private MemoryClient(URI host, HttpClient http) {
        this.host = host;
        this.http = http;
    }

    /**
     * @param address {@code HOST:PORT}
     * @param certificate in PEM, the one that the host must show
     */
    static MemoryClient to(String address, String certificate) throws IOException {
        try {
            X509Certificate expected = PemFiles.certificateIn(certificate);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new PinnedTrustManager(shown -> require(shown, expected))}, null);
            return new MemoryClient(
                    new URI("https", address, null, null, null),
                    HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .connectTimeout(CONNECT_MAX)
                            .sslContext(context)
                            .executor(Executors.newVirtualThreadPerTaskExecutor())
                            .build());
        } catch (GeneralSecurityException | java.net.URISyntaxException wrong) {
            throw new IOException("the other host cannot be reached: " + wrong.getMessage(), wrong);
        }
    }

    private static void require(X509Certificate shown, X509Certificate expected) throws CertificateException {
        if (!shown.equals(expected)) {
            throw new CertificateException("the other host shows a certificate that the vCenter has not told of");
        }
    }

    /** Returns when the other host says that the machine runs there. */
    void send(String path, InputStream memory) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(host.resolve(path))
                .PUT(BodyPublishers.ofInputStream(() -> memory))
                .build();
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("the other host answers: " + response.body().strip());
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
