package dev.carafe.kubernetes.apiserver.webhook;

import java.net.URI;
import java.time.Duration;

/**
 * Where a webhook is and whom to trust (WebhookClientConfig of apiextensions/v1 and admissionregistration/v1): either a URL or a
 * service. Immutable.
 *
 * @param url empty for a service
 * @param namespace the service's
 * @param name the service's
 * @param port the service's
 * @param path below the service
 * @param caBundle PEM; empty for the system's own CAs
 */
public record WebhookConfig(URI url, String namespace, String name, int port, String path, String caBundle) {
    private static final URI NONE = URI.create("");

    public static WebhookConfig ofUrl(String url, String caBundle) throws WebhookException {
        try {
            URI uri = URI.create(url);
            if (!"https".equals(uri.getScheme()) || uri.getHost() == null) {
                throw new WebhookException("the URL " + url + " of the webhook is not one of https with a host");
            }
            return new WebhookConfig(uri, "", "", 0, "", caBundle);
        } catch (IllegalArgumentException e) {
            throw new WebhookException("the URL of the webhook is malformed: " + e.getMessage(), e);
        }
    }

    public static WebhookConfig ofService(String namespace, String name, int port, String path, String caBundle) {
        return new WebhookConfig(NONE, namespace, name, port, path.startsWith("/") ? path : "/" + path, caBundle);
    }

    boolean isService() {
        return url.equals(NONE);
    }

    /** The name that a service's certificate must have. */
    String serverName() {
        return name + "." + namespace + ".svc";
    }

    /** The webhook as errors name it. */
    String shown(Duration timeout) {
        String address = isService() ? "https://" + serverName() + ":" + port + path : url.toString();
        return address + "?timeout=" + timeout.toSeconds() + "s";
    }
}
