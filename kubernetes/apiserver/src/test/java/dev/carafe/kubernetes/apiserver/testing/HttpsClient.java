package dev.carafe.kubernetes.apiserver.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.pki.KeyManagers;
import dev.carafe.pki.PemFiles;
import dev.carafe.pki.TrustManagers;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** A plain HTTP client with one certificate, and no knowledge of Kubernetes. */
public final class HttpsClient implements AutoCloseable {
    private final String url;
    private final SSLContext tls;
    private final HttpClient client;

    /** A client that shows the certificate of this file name. */
    public HttpsClient(TestServer server, String certificate) throws IOException {
        this.url = server.url();
        try {
            Path key = server.certificates().file(certificate + ".key");
            KeyManager own = KeyManagers.showing(
                    PemFiles.privateKey(key),
                    PemFiles.certificates(server.certificates().file(certificate + ".crt")));
            TrustManager trust = TrustManagers.signedBy(
                    PemFiles.certificates(server.certificates().file("ca.crt")));
            tls = SSLContext.getInstance("TLS");
            tls.init(new KeyManager[] {own}, new TrustManager[] {trust}, null);
            client = HttpClient.newBuilder()
                    .sslContext(tls)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /**
     * An answer.
     *
     * @param code the HTTP status code
     * @param body its object
     * @param warnings its Warning headers
     */
    public record Answer(int code, Struct body, List<String> warnings) {
        /** A text by its path in the body. */
        public String text(String... path) {
            Object value = body;
            for (String step : path) {
                value = value instanceof Struct struct ? struct.get(step) : null;
            }
            return value instanceof String text ? text : value == null ? "null" : Json.toString(value);
        }
    }

    /** A connection to speak HTTP/1.1 by hand. */
    public Socket connect() throws IOException {
        URI address = URI.create(url);
        return tls.getSocketFactory().createSocket(address.getHost(), address.getPort());
    }

    /** Sends JSON, or nothing for an empty text. */
    public Answer send(String method, String path, String body) throws IOException, InterruptedException {
        return send(method, path, body, "application/json", "application/json");
    }

    public Answer send(String method, String path, String body, String contentType, String accept)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Accept", accept)
                .timeout(Duration.ofSeconds(30))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body, UTF_8));
        if (!body.isEmpty()) {
            request.header("Content-Type", contentType);
        }
        HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
        try {
            return new Answer(
                    response.statusCode(),
                    Json.decodeStruct(response.body()),
                    response.headers().allValues("Warning"));
        } catch (MalformedJsonException e) {
            throw new IOException(new String(response.body(), UTF_8), e);
        }
    }

    /**
     * Sends and takes bytes as they are; no bytes is no body.
     *
     * @param headers more headers, each a name and a value
     */
    public HttpResponse<byte[]> exchange(
            String method, String path, byte[] body, String contentType, String accept, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Accept", accept)
                .timeout(Duration.ofSeconds(30))
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (body.length > 0) {
            request.header("Content-Type", contentType);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    /** Opens a stream. */
    public InputStream stream(String path) throws IOException, InterruptedException {
        return stream(path, "*/*").body();
    }

    /** Opens a stream of a media type. */
    public HttpResponse<InputStream> stream(String path, String accept) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Accept", accept)
                .build();
        return client.send(request, BodyHandlers.ofInputStream());
    }

    /** Opens a WebSocket. */
    public WebSocket webSocket(String path, WebSocket.Listener listener) {
        return client.newWebSocketBuilder()
                .buildAsync(URI.create(url.replaceFirst("https", "wss") + path), listener)
                .join();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
