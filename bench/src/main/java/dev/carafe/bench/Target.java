package dev.carafe.bench;

import dev.carafe.kubernetes.client.http.ClusterAccess;
import dev.carafe.kubernetes.client.http.KubeConfig;
import dev.carafe.kubernetes.client.http.TlsContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

/** The server under load, over several HTTP/2 connections with the kubeconfig's credentials. */
final class Target {
    /** Upstream lets a connection have 100 streams. */
    private static final int WATCHES_PER_CONNECTION = 80;

    private static final String JSON = "application/json";

    private final URI server;
    private final List<HttpClient> connections;
    private final List<HttpClient> watchConnections;

    /**
     * A server; connects when it is first asked something.
     *
     * @param connectionCount connections of requests; watches have their own
     */
    Target(Path kubeconfig, int connectionCount, int watchers) throws IOException {
        ClusterAccess access = KubeConfig.load(kubeconfig);
        server = access.server();
        if (!InetAddress.getByName(server.getHost()).isLoopbackAddress()) {
            throw new IOException(server + " is not on this machine: load goes to loopback addresses only");
        }
        connections = connect(access, connectionCount);
        watchConnections = connect(access, Math.ceilDiv(watchers, WATCHES_PER_CONNECTION));
    }

    private static List<HttpClient> connect(ClusterAccess access, int count) throws IOException {
        List<HttpClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                clients.add(HttpClient.newBuilder()
                        .sslContext(TlsContext.of(access))
                        .version(HttpClient.Version.HTTP_2)
                        .build());
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("the credentials for " + access + " cannot be used", e);
        }
        return clients;
    }

    /** Sends a request by one of the connections and drains the answer; returns its size in bytes. */
    long send(int worker, String method, String path, byte[] body) throws IOException, InterruptedException {
        return send(worker, method, path, JSON, JSON, body);
    }

    /**
     * Does the same with media types of one's own.
     *
     * @param contentType of the body
     * @param accept what the answer is to be
     */
    long send(int worker, String method, String path, String contentType, String accept, byte[] body)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> response = send(connection(worker), method, path, contentType, accept, body);
        try (InputStream in = response.body()) {
            byte[] buffer = new byte[64 << 10];
            long total = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                total += n;
            }
            if (response.statusCode() / 100 != 2) {
                throw new IOException(method + " " + path + " was answered with " + response.statusCode());
            }
            return total;
        }
    }

    /** Creates an object, unless one of its name is there. */
    void create(String path, byte[] body) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = open(0, "POST", path, JSON, body);
        response.body().close();
        if (response.statusCode() / 100 != 2 && response.statusCode() != 409) {
            throw new IOException("POST " + path + " was answered with " + response.statusCode());
        }
    }

    /** Whether the server can be reached and {@code /readyz} says so. */
    boolean isReady() throws InterruptedException {
        try {
            HttpResponse<InputStream> response = open(0, "GET", "/readyz", JSON, new byte[0]);
            response.body().close();
            return response.statusCode() == 200;
        } catch (IOException _) { // nobody listens yet
            return false;
        }
    }

    /** Sends a request whose answer the caller reads. */
    HttpResponse<InputStream> open(int worker, String method, String path, String contentType, byte[] body)
            throws IOException, InterruptedException {
        return open(worker, method, path, contentType, JSON, body);
    }

    /** Does the same with a media type that the answer is to be of. */
    HttpResponse<InputStream> open(
            int worker, String method, String path, String contentType, String accept, byte[] body)
            throws IOException, InterruptedException {
        return send(connection(worker), method, path, contentType, accept, body);
    }

    private HttpClient connection(int worker) {
        return connections.get(worker % connections.size());
    }

    /** Opens a watch, whose stream the caller reads. */
    InputStream watch(int watcher, String path) throws IOException, InterruptedException {
        HttpClient connection = watchConnections.get(watcher % watchConnections.size());
        HttpResponse<InputStream> response = send(connection, "GET", path, JSON, JSON, new byte[0]);
        if (response.statusCode() != 200) {
            throw new IOException("the watch of " + path + " was answered with " + response.statusCode());
        }
        return response.body();
    }

    private HttpResponse<InputStream> send(
            HttpClient connection, String method, String path, String contentType, String accept, byte[] body)
            throws IOException, InterruptedException {
        HttpRequest.BodyPublisher publisher =
                body.length == 0 ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(body);
        HttpRequest request = HttpRequest.newBuilder(server.resolve(path))
                .method(method, publisher)
                .header("Content-Type", contentType)
                .header("Accept", accept)
                .build();
        return connection.send(request, HttpResponse.BodyHandlers.ofInputStream());
    }
}
