package dev.carafe.kubernetes.client.http;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.client.ApiRequest;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.ConnectionException;
import dev.carafe.kubernetes.client.Transport;
import dev.carafe.kubernetes.client.WatchStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * Requests over HTTPS; HTTP/2 where the server offers it.
 *
 * <p>A call that is not answered in time takes its connection with it: the next one goes over a new connection, since a
 * peer that vanished is otherwise noticed only after many minutes.
 */
public final class HttpTransport implements Transport {
    /** A little more than a server gives an ordinary request. */
    public static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(65);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final int BODY_BYTES_MAX = 1 << 30;
    private static final int ERROR_TEXT_MAX = 2_048;

    private final ClusterAccess access;
    private final String userAgent;
    private final Duration requestTimeout;
    private final Supplier<String> token;
    private final SSLContext tls;
    private final AtomicReference<HttpClient> http;
    private final Set<HttpWatchStream> watches = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * A transport that connects when it is first used.
     *
     * @param userAgent such as {@code kube-scheduler}
     * @throws IOException when a certificate or key cannot be read
     */
    public HttpTransport(ClusterAccess access, String userAgent) throws IOException {
        this(access, userAgent, REQUEST_TIMEOUT, Clock.system());
    }

    /** @param requestTimeout within which a call must be answered, and a watch opened */
    public HttpTransport(ClusterAccess access, String userAgent, Duration requestTimeout, Clock clock)
            throws IOException {
        this(access, userAgent, requestTimeout, new BearerToken(access, clock)::current);
    }

    /** @param token the bearer token to send with each request, empty for none */
    public HttpTransport(ClusterAccess access, String userAgent, Supplier<String> token) throws IOException {
        this(access, userAgent, REQUEST_TIMEOUT, token);
    }

    private HttpTransport(ClusterAccess access, String userAgent, Duration requestTimeout, Supplier<String> token)
            throws IOException {
        this.access = access;
        this.userAgent = userAgent;
        this.requestTimeout = requestTimeout;
        this.token = token;
        try {
            this.tls = TlsContext.of(access);
        } catch (GeneralSecurityException e) {
            throw new IOException("the credentials for " + access.server() + " cannot be used: " + e.getMessage(), e);
        }
        this.http = new AtomicReference<>(connect());
    }

    private HttpClient connect() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .sslContext(tls)
                .build();
    }

    @Override
    public Struct call(ApiRequest request) {
        HttpResponse<InputStream> response = send(request, "application/json");
        try (InputStream body = response.body()) {
            byte[] bytes = body.readNBytes(BODY_BYTES_MAX);
            if (bytes.length == BODY_BYTES_MAX) {
                throw new ConnectionException("the answer to " + request + " is too large");
            }
            if (response.statusCode() / 100 != 2) {
                throw error(response, bytes);
            }
            return bytes.length == 0 ? Struct.EMPTY : Json.decodeStruct(bytes);
        } catch (IOException e) {
            throw new ConnectionException(request + ": " + e.getMessage(), e);
        } catch (MalformedJsonException e) {
            throw new ConnectionException("the answer to " + request + " is no JSON object: " + e.getMessage(), e);
        }
    }

    @Override
    public WatchStream watch(ApiRequest request) {
        HttpResponse<InputStream> response = send(request, "application/json");
        if (response.statusCode() != 200) {
            try (InputStream body = response.body()) {
                throw error(response, body.readNBytes(BODY_BYTES_MAX));
            } catch (IOException e) {
                throw new ConnectionException(request + ": " + e.getMessage(), e);
            }
        }
        HttpWatchStream stream = new HttpWatchStream(response.body(), watches::remove);
        watches.add(stream);
        if (closed) {
            stream.close();
        }
        return stream;
    }

    private HttpResponse<InputStream> send(ApiRequest request, String accept) {
        HttpClient client = http.get();
        try {
            return client.send(build(request, accept), BodyHandlers.ofInputStream());
        } catch (HttpTimeoutException e) {
            replace(client);
            throw new ConnectionException(request + ": no answer in time", e);
        } catch (IOException e) {
            throw new ConnectionException(request + ": " + describe(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectionException(request + ": interrupted", e);
        }
    }

    private HttpRequest build(ApiRequest request, String accept) {
        String target = access.server() + request.path() + (request.query().isEmpty() ? "" : "?" + request.query());
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(target))
                .timeout(requestTimeout)
                .header("Accept", accept)
                .header("User-Agent", userAgent);
        String bearer = token.get();
        if (!bearer.isEmpty()) {
            builder.header("Authorization", "Bearer " + bearer);
        }
        Object body = request.body();
        if (body == null) {
            return builder.method(request.method(), BodyPublishers.noBody()).build();
        }
        return builder.header("Content-Type", request.contentType())
                .method(request.method(), BodyPublishers.ofByteArray(Json.encode(body)))
                .build();
    }

    private void replace(HttpClient stuck) {
        if (!closed && http.compareAndSet(stuck, connect())) {
            stuck.shutdownNow();
        }
    }

    private static StatusError error(HttpResponse<InputStream> response, byte[] body) {
        try {
            Struct status = Json.decodeStruct(body);
            if ("Status".equals(status.string("kind"))) {
                return StatusError.ofStatus(status);
            }
        } catch (MalformedJsonException _) {
            // a proxy's page, or plain text
        }
        String text = new String(body, 0, Math.min(body.length, ERROR_TEXT_MAX), StandardCharsets.UTF_8);
        return StatusError.ofStatus(Struct.builder()
                .put("code", (long) response.statusCode())
                .put("message", "the server answered " + response.statusCode() + ": " + text.strip())
                .build());
    }

    private static String describe(IOException e) {
        return Optional.ofNullable(e.getMessage()).orElse(e.toString());
    }

    @Override
    public void close() {
        closed = true;
        watches.forEach(HttpWatchStream::close);
        http.get().shutdownNow();
    }
}
