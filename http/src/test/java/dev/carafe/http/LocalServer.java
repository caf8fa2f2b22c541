package dev.carafe.http;

import dev.carafe.pki.Certificates;
import dev.carafe.pki.SelfSigned;
import dev.carafe.pki.TrustManagers;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** A server on a port of the machine's choosing, and what its clients must trust. */
record LocalServer(HttpServer server, SSLContext trust) implements AutoCloseable {
    /** @param folder where its certificate goes */
    static LocalServer start(Path folder, HttpHandler handler) throws Exception {
        return start(folder, List.of("TLSv1.3", "TLSv1.2"), List.of(), handler);
    }

    /** One that speaks these versions of TLS, and these cipher suites alone where some are given. */
    static LocalServer start(Path folder, List<String> protocols, List<String> cipherSuites, HttpHandler handler)
            throws Exception {
        SelfSigned pair =
                SelfSigned.make("test", List.of("localhost"), List.of("127.0.0.1"), Instant.now(), Duration.ofDays(1));
        Path certificate = Files.writeString(folder.resolve("crt"), pair.certificatePem());
        Path key = Files.writeString(folder.resolve("key"), pair.keyPem());
        TlsPolicy policy = new TlsPolicy(certificate, key, Optional.empty(), protocols, cipherSuites);
        return new LocalServer(
                HttpServer.start(new InetSocketAddress("127.0.0.1", 0), policy, handler), trusting(pair));
    }

    HttpClient client(HttpClient.Version version) {
        return HttpClient.newBuilder().version(version).sslContext(trust).build();
    }

    URI uri(String path) {
        return URI.create("https://127.0.0.1:" + server.address().getPort() + path);
    }

    private static SSLContext trusting(SelfSigned pair) throws Exception {
        TrustManager trust = TrustManagers.signedBy(Certificates.of(pair.certificatePem()));
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {trust}, null);
        return tls;
    }

    @Override
    public void close() {
        server.close();
    }
}
