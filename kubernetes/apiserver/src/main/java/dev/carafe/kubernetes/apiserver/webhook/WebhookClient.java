package dev.carafe.kubernetes.apiserver.webhook;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.pki.Certificates;
import dev.carafe.pki.NamedTrustManager;
import dev.carafe.pki.TrustManagers;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** Asks one webhook, by HTTPS, a question in JSON. Thread-safe. */
public final class WebhookClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** The longest answer that is read, bytes. */
    private static final int ANSWER_MAX = 64 << 20;

    private final WebhookConfig config;
    private final Webhooks webhooks;
    private final Duration timeout;

    /** Made when the first question is asked. */
    private volatile @Nullable HttpClient http;

    /**
     * A client of a webhook.
     *
     * @param timeout for a whole question
     */
    public WebhookClient(WebhookConfig config, Webhooks webhooks, Duration timeout) {
        this.config = config;
        this.webhooks = webhooks;
        this.timeout = timeout;
    }

    /** Asks, and waits for the answer. */
    public Struct ask(Struct question) throws WebhookException {
        URI uri = uri();
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.encode(question)));
        String parent = webhooks.spans().current().traceparent();
        if (!parent.isEmpty()) {
            request.header("traceparent", parent); // so that its spans are found with ours
        }
        String asked = "Post \"" + config.shown(timeout) + "\": ";
        try {
            HttpResponse<InputStream> response =
                    http().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            byte[] body;
            try (InputStream in = response.body()) {
                body = in.readNBytes(ANSWER_MAX + 1);
            }
            if (body.length > ANSWER_MAX) {
                throw new WebhookException(asked + "the answer is longer than " + ANSWER_MAX + " bytes");
            }
            if (response.statusCode() / 100 != 2) {
                throw new WebhookException(asked + "the server answered with status " + response.statusCode());
            }
            return Json.decodeStruct(body);
        } catch (MalformedJsonException e) {
            throw new WebhookException(asked + "the answer is not JSON: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new WebhookException(asked + reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WebhookException(asked + "interrupted", e);
        }
    }

    private static String reason(IOException error) {
        Throwable cause = error;
        while (cause.getMessage() == null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    /** Where it is asked; it is told how long it is waited for. */
    private URI uri() throws WebhookException {
        String address = config.isService()
                ? webhooks.services().of(config.namespace(), config.name(), config.port()) + config.path()
                : config.url().toString();
        return URI.create(address + (address.indexOf('?') < 0 ? "?" : "&") + "timeout=" + timeout.toSeconds() + "s");
    }

    private HttpClient http() throws WebhookException {
        HttpClient known = http;
        if (known == null) {
            try {
                known = HttpClient.newBuilder()
                        .sslContext(trust())
                        .connectTimeout(CONNECT_TIMEOUT)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
            } catch (GeneralSecurityException e) {
                throw new WebhookException("unable to load root certificates: " + e.getMessage(), e);
            }
            http = known;
        }
        return known;
    }

    /** Trust in the CAs that the configuration names, in the system's where it names none. */
    private SSLContext trust() throws GeneralSecurityException {
        List<X509Certificate> cas = config.caBundle().isEmpty() ? List.of() : Certificates.of(config.caBundle());
        SSLContext context = SSLContext.getInstance("TLS");
        if (cas.isEmpty() && !config.isService()) {
            context.init(null, null, null);
        } else {
            context.init(
                    null,
                    new TrustManager[] {
                        config.isService()
                                ? new NamedTrustManager(config.serverName(), cas)
                                : TrustManagers.signedBy(cas)
                    },
                    null);
        }
        return context;
    }
}
