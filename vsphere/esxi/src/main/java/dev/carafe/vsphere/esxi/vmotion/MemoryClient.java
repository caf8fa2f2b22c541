package dev.carafe.vsphere.esxi.vmotion;

import dev.carafe.pki.PemFiles;
import dev.carafe.pki.PinnedTrustManager;
import dev.carafe.vsphere.esxi.vm.Moves;
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
final class MemoryClient implements Moves.Line {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(20);

    private final URI place;
    private final HttpClient http;

    private MemoryClient(URI place, HttpClient http) {
        this.place = place;
        this.http = http;
    }

    /**
     * @param address {@code HOST:PORT}
     * @param certificate in PEM, the one that the host must show
     * @param path where it takes the memory
     */
    static MemoryClient to(String address, String certificate, String path) throws IOException {
        try {
            X509Certificate expected = PemFiles.certificateIn(certificate);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new PinnedTrustManager(shown -> require(shown, expected))}, null);
            return new MemoryClient(
                    new URI("https", address, path, null, null),
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

    @Override
    public void carry(InputStream memory) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(place)
                .PUT(BodyPublishers.ofInputStream(() -> memory))
                .build();
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        String sentence = "the other host answers: " + response.body().strip();
        switch (response.statusCode()) {
            case 200 -> {}
            case MoveEndpoint.REFUSED -> throw new Moves.RefusedException(sentence);
            default -> throw new IOException(sentence);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
