package dev.carafe.vsphere.esxi.testing;

import dev.carafe.http.HttpHandler;
import dev.carafe.http.HttpServer;
import dev.carafe.http.TlsPolicy;
import dev.carafe.pki.Certificates;
import dev.carafe.pki.SelfSigned;
import dev.carafe.pki.TrustManagers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** A server of a handler, and a client that trusts it. */
public final class HttpsSite implements AutoCloseable {
    private final HttpServer server;
    private final HttpClient client;

    /** @param folder for the server's certificate */
    public HttpsSite(Path folder, HttpHandler handler) throws IOException, GeneralSecurityException {
        SelfSigned identity =
                SelfSigned.make("test", List.of("localhost"), List.of("127.0.0.1"), Instant.now(), Duration.ofDays(1));
        Path certificate = Files.writeString(folder.resolve("server.crt"), identity.certificatePem());
        Path key = Files.writeString(folder.resolve("server.key"), identity.keyPem());
        server =
                HttpServer.start(new InetSocketAddress("127.0.0.1", 0), TlsPolicy.anyClient(certificate, key), handler);
        client = HttpClient.newBuilder()
                .sslContext(trusting(identity.certificatePem()))
                .build();
    }

    /** A context that trusts one certificate and no other. */
    public static SSLContext trusting(String certificatePem) throws IOException, GeneralSecurityException {
        TrustManager trust = TrustManagers.signedBy(Certificates.of(certificatePem));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {trust}, null);
        return context;
    }

    /** A request for a path, to be completed. */
    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("https://127.0.0.1:" + server.address().getPort() + path));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** The body of an answer as it is. */
    public byte[] bytes(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofByteArray()).body();
    }

    /** Opens a WebSocket, offering these subprotocols. */
    public WebSocket webSocket(String path, WebSocket.Listener listener, String... protocols) {
        WebSocket.Builder builder = client.newWebSocketBuilder();
        if (protocols.length > 0) {
            builder.subprotocols(protocols[0], Arrays.copyOfRange(protocols, 1, protocols.length));
        }
        return builder.buildAsync(
                        URI.create("wss://127.0.0.1:" + server.address().getPort() + path), listener)
                .join();
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
