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
    private final URI server;
    private final List<HttpClient> connections = new ArrayList<>();

    Target(Path kubeconfig, int connectionCount) throws IOException {
        ClusterAccess access = KubeConfig.load(kubeconfig);
        server = access.server();
        if (!InetAddress.getByName(server.getHost()).isLoopbackAddress()) {
            throw new IOException(server + " is not on this machine: load goes to loopback addresses only");
        }
        try {
            for (int i = 0; i < connectionCount; i++) {
                connections.add(HttpClient.newBuilder()
                        .sslContext(TlsContext.of(access))
                        .version(HttpClient.Version.HTTP_2)
                        .build());
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("the credentials of " + kubeconfig + " cannot be used", e);
        }
    }

    /** Sends a request by one of the connections and drains the answer; returns its size in bytes. */
    long send(int worker, String method, String path, byte[] body) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = open(worker, method, path, "application/json", body);
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

    /** Sends a request whose answer the caller reads. */
    HttpResponse<InputStream> open(int worker, String method, String path, String contentType, byte[] body)
            throws IOException, InterruptedException {
        HttpRequest.BodyPublisher publisher =
                body.length == 0 ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(body);
        HttpRequest request = HttpRequest.newBuilder(server.resolve(path))
                .method(method, publisher)
                .header("Content-Type", contentType)
                .header("Accept", "application/json")
                .build();
        return connections.get(worker % connections.size()).send(request, HttpResponse.BodyHandlers.ofInputStream());
    }
}
