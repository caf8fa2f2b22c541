package dev.carafe.kubernetes.apiserver.kubelet;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Connections to kubelets. Thread-safe. */
public final class KubeletClient implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final SSLContext tls;
    private final HttpClient http;

    /**
     * A client.
     *
     * @param tls with the server's client certificate, trusting the CA of kubelets, as {@link KubeletTls} reads it
     */
    public KubeletClient(SSLContext tls) {
        this.tls = tls;
        this.http = HttpClient.newBuilder()
                .sslContext(tls)
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    /** Sends a plain request; the caller closes the reply's body. */
    HttpResponse<InputStream> send(
            KubeletAddress kubelet, String method, String target, String contentType, byte... body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://" + kubelet.authority() + target));
        if (!contentType.isEmpty()) {
            request.header("Content-Type", contentType);
        }
        try {
            return http.send(
                    request.method(
                                    method,
                                    body.length == 0
                                            ? HttpRequest.BodyPublishers.noBody()
                                            : HttpRequest.BodyPublishers.ofByteArray(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the kubelet");
        } catch (IOException e) {
            throw unreachable(kubelet, e);
        }
    }

    /**
     * Opens a WebSocket.
     *
     * @throws StatusError what the kubelet answered instead, or that it cannot be reached
     */
    WebSocketClient upgrade(KubeletAddress kubelet, String target, List<String> protocols) throws IOException {
        return upgraded(kubelet, secure -> WebSocketClient.connect(secure, kubelet.authority(), target, protocols));
    }

    /**
     * Has a connection switch to SPDY.
     *
     * @param protocols what the client would speak over it
     * @throws StatusError what the kubelet answered instead, or that it cannot be reached
     */
    SpdyClient spdy(KubeletAddress kubelet, String target, List<String> protocols) throws IOException {
        return upgraded(kubelet, secure -> SpdyClient.connect(secure, kubelet.authority(), target, protocols));
    }

    /** Asks the other side of a fresh connection to switch. */
    @FunctionalInterface
    private interface Switch<T> {
        T ask(SSLSocket connection) throws IOException;
    }

    private <T> T upgraded(KubeletAddress kubelet, Switch<T> asked) throws IOException {
        Socket plain = new Socket();
        try {
            plain.setTcpNoDelay(true);
            plain.connect(new InetSocketAddress(kubelet.host(), kubelet.port()), (int) CONNECT_TIMEOUT.toMillis());
            SSLSocket secure =
                    (SSLSocket) tls.getSocketFactory().createSocket(plain, kubelet.host(), kubelet.port(), true);
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            return asked.ask(secure);
        } catch (RefusedException e) {
            plain.close();
            throw refused(e.status(), e.body());
        } catch (IOException e) {
            plain.close();
            throw unreachable(kubelet, e);
        }
    }

    /** What a kubelet's error is for the client of the API. */
    static StatusError refused(int status, String body) {
        String message = body.isEmpty() ? "the kubelet answered " + status : body;
        return switch (status) {
            case 400 -> StatusError.badRequest(message);
            case 404 ->
                StatusError.ofStatus(Struct.builder()
                        .put("message", message)
                        .put("reason", "NotFound")
                        .put("code", 404L)
                        .build());
            default -> StatusError.internal(message);
        };
    }

    private static StatusError unreachable(KubeletAddress kubelet, IOException e) {
        return StatusError.internal("error dialing backend: " + kubelet.authority() + ": " + e.getMessage());
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
