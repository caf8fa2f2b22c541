package dev.carafe.conformance;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends requests to a control plane's API server as its administrator, on one connection. */
final class ApiCaller implements AutoCloseable {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    private final String server;
    private final HttpClient client;

    ApiCaller(ControlPlane plane) throws IOException, GeneralSecurityException {
        this.server = "https://127.0.0.1:" + plane.port();
        this.client = HttpClient.newBuilder().sslContext(plane.adminTls()).build();
    }

    /**
     * The answer with its whole body.
     *
     * @throws IOException when there is none in {@link #ANSWER_MAX}
     */
    HttpResponse<byte[]> send(ApiRequest request) throws IOException, InterruptedException {
        return received(request, sent(request));
    }

    /**
     * The answers of all, which are sent at once; in order.
     *
     * @throws IOException when there is none to one of them in {@link #ANSWER_MAX}
     */
    Map<ApiRequest, HttpResponse<byte[]>> sendAll(List<ApiRequest> requests) throws IOException, InterruptedException {
        Map<ApiRequest, CompletableFuture<HttpResponse<byte[]>>> sent = new LinkedHashMap<>();
        requests.forEach(request -> sent.put(request, sent(request)));
        Map<ApiRequest, HttpResponse<byte[]>> answers = new LinkedHashMap<>();
        for (Map.Entry<ApiRequest, CompletableFuture<HttpResponse<byte[]>>> each : sent.entrySet()) {
            answers.put(each.getKey(), received(each.getKey(), each.getValue()));
        }
        return answers;
    }

    private CompletableFuture<HttpResponse<byte[]>> sent(ApiRequest request) {
        HttpRequest.Builder built = HttpRequest.newBuilder(URI.create(server + request.path()))
                .header("Accept", request.accept())
                .method(
                        request.method(),
                        request.type().isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(request.body()));
        if (!request.type().isEmpty()) {
            built.header("Content-Type", request.type());
        }
        return client.sendAsync(built.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static HttpResponse<byte[]> received(ApiRequest request, CompletableFuture<HttpResponse<byte[]>> sent)
            throws IOException, InterruptedException {
        try { // the client's own limit ends with the headers
            return sent.get(ANSWER_MAX.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(request.key() + " has no answer", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
