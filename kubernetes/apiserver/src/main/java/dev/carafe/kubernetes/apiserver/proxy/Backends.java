package dev.carafe.kubernetes.apiserver.proxy;

import dev.carafe.http.HttpExchange;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.validation.Addresses;
import dev.carafe.kubernetes.apiserver.rest.ConnectRequest;
import dev.carafe.pki.UnverifiedTrustManager;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Sends requests on to pods. Thread-safe. */
public final class Backends implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);
    private static final int COPY_BYTES = 32 << 10;

    /** Headers that are of one connection only (RFC 9110, 7.6.1), and those that the client library sets itself. */
    private static final Set<String> NOT_SENT_ON = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "content-length",
            "expect",
            "host",
            "authorization");

    private final HttpClient http;

    public Backends() {
        this.http = HttpClient.newBuilder()
                // Upstream verifies no pod's certificate either.
                .sslContext(UnverifiedTrustManager.context())
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    /** Whether requests may be sent on to an address: not to this machine itself, nor to its own link. */
    static boolean isAllowed(String address) {
        if (!Addresses.isAddress(address)) {
            return false;
        }
        try {
            InetAddress ip = InetAddress.getByName(address); // an address, so nothing is looked up
            return !ip.isLoopbackAddress()
                    && !ip.isLinkLocalAddress()
                    && !ip.isMulticastAddress()
                    && !ip.isAnyLocalAddress();
        } catch (UnknownHostException _) {
            return false;
        }
    }

    /** Sends a request on and copies the answer. */
    void send(Backend backend, ConnectRequest request, HttpExchange exchange) throws IOException {
        ProxiedPath path = ProxiedPath.of(exchange.target());
        if (path.rest().isEmpty() && isRead(exchange.method())) { // so that relative links in the answer lead on
            exchange.setHeader("Location", path.redirected());
            exchange.reply(301, "", List.of());
            return;
        }
        if (!backend.hasPort()) {
            throw unreachable("dial tcp: address " + backend.port() + ": invalid port");
        }
        HttpRequest sent = request(backend, path, exchange);
        HttpResponse<InputStream> answer;
        try {
            answer = http.send(sent, HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a pod was asked");
        } catch (IOException e) {
            throw unreachable(why(backend, e));
        }
        copy(answer, path, exchange);
    }

    private static boolean isRead(String method) {
        return method.equals("GET") || method.equals("HEAD");
    }

    private static HttpRequest request(Backend backend, ProxiedPath path, HttpExchange exchange) {
        HttpRequest.Builder built;
        try {
            built = HttpRequest.newBuilder(
                    URI.create(backend.scheme() + "://" + backend.authority() + path.restWithQuery()));
        } catch (IllegalArgumentException e) {
            throw StatusError.badRequest("the path cannot be sent on: " + e.getMessage());
        }
        for (String name : exchange.headerNames()) {
            if (!NOT_SENT_ON.contains(name.toLowerCase(Locale.ROOT)) && !name.startsWith(":")) {
                exchange.headers(name).forEach(value -> built.header(name, value));
            }
        }
        built.header("X-Forwarded-Uri", path.prefix() + path.rest());
        built.header("X-Forwarded-Proto", "https");
        if (!exchange.header("Host").isEmpty()) {
            built.header("X-Forwarded-Host", exchange.header("Host"));
        }
        return built.method(exchange.method(), body(exchange)).build();
    }

    private static BodyPublisher body(HttpExchange exchange) {
        String length = exchange.header("Content-Length");
        boolean chunked = !exchange.header("Transfer-Encoding").isEmpty();
        if (length.matches("[1-9][0-9]{0,17}")) {
            return BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(exchange::body), Long.parseLong(length));
        }
        boolean none = length.equals("0") || (isRead(exchange.method()) && !chunked);
        return none ? BodyPublishers.noBody() : BodyPublishers.ofInputStream(exchange::body);
    }

    private static void copy(HttpResponse<InputStream> answer, ProxiedPath path, HttpExchange exchange)
            throws IOException {
        answer.headers().map().forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!NOT_SENT_ON.contains(lower) && !lower.equals("content-type")) {
                values.forEach(
                        value -> exchange.addHeader(name, lower.equals("location") ? path.location(value) : value));
            }
        });
        String type = answer.headers().firstValue("Content-Type").orElse("");
        try (InputStream in = answer.body()) {
            if (exchange.method().equals("HEAD") || answer.statusCode() == 204 || answer.statusCode() == 304) {
                exchange.reply(answer.statusCode(), type, List.of());
                return;
            }
            try (OutputStream out = exchange.stream(answer.statusCode(), type)) {
                byte[] buffer = new byte[COPY_BYTES];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    out.write(buffer, 0, read);
                    out.flush();
                }
            }
        }
    }

    private static String why(Backend backend, IOException e) {
        return e instanceof java.net.ConnectException
                ? "dial tcp " + backend.authority() + ": connect: connection refused"
                : String.valueOf(e.getMessage());
    }

    private static StatusError unreachable(String why) {
        return StatusError.serviceUnavailable("error trying to reach service: " + why);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
