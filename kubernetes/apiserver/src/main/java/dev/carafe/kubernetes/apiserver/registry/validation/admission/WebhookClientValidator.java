package dev.carafe.kubernetes.apiserver.registry.validation.admission;

import dev.carafe.kubernetes.api.admissionregistration.v1.ServiceReference;
import dev.carafe.kubernetes.api.admissionregistration.v1.WebhookClientConfig;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.validation.Values;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where a webhook is called: at a URL, or at a service (apiserver, pkg/util/webhook). */
public final class WebhookClientValidator {
    private static final String FORM = "; desired format: https://host[/path]";
    private static final String NO_HOST = "host must be specified" + FORM;

    private WebhookClientValidator() {}

    static void validate(WebhookClientConfig client, FieldPath path, List<FieldError> errors) {
        if (client.hasUrl() == client.hasService()) {
            errors.add(FieldError.required(path, "exactly one of url or service is required"));
        } else if (client.hasUrl()) {
            url(client.url(), path.child("url"), errors);
        } else {
            service(client.service(), path.child("service"), errors);
        }
    }

    private static void url(String text, FieldPath path, List<FieldError> errors) {
        if (text.equals("https://")) { // which Java's parser does not take
            errors.add(FieldError.invalid(path, "", NO_HOST));
            return;
        }
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            errors.add(FieldError.required(path, "url must be a valid URL: " + e.getMessage() + FORM));
            return;
        }
        String scheme = Objects.requireNonNullElse(url.getScheme(), "");
        if (!scheme.equals("https")) {
            errors.add(FieldError.invalid(path, scheme, "'https' is the only allowed URL scheme" + FORM));
        }
        if (url.getRawAuthority() == null) {
            errors.add(FieldError.invalid(path, "", NO_HOST));
        }
        absent(url.getRawUserInfo(), "user information is", path, errors);
        absent(url.getRawFragment(), "fragments are", path, errors);
        absent(url.getRawQuery(), "query parameters are", path, errors);
    }

    private static void absent(@Nullable String part, String what, FieldPath path, List<FieldError> errors) {
        if (part != null && !part.isEmpty()) {
            errors.add(FieldError.invalid(path, part, what + " not permitted in the URL"));
        }
    }

    private static void service(ServiceReference service, FieldPath path, List<FieldError> errors) {
        service(service.name(), service.namespace(), service.port(), service.path(), path, errors);
    }

    /** Checks where a service is called, for whichever group's kind names it. */
    public static void service(
            String name, String namespace, int port, String urlPath, FieldPath path, List<FieldError> errors) {
        Check.present(errors, path.child("name"), name);
        Check.present(errors, path.child("namespace"), namespace);
        List<String> wrong = Values.portNumber(port);
        if (!wrong.isEmpty()) {
            errors.add(FieldError.invalid(path.child("port"), port, "port is not valid: " + String.join(", ", wrong)));
        }
        urlPath(urlPath, path.child("path"), errors);
    }

    private static void urlPath(String text, FieldPath path, List<FieldError> errors) {
        if (text.isEmpty() || text.equals("/")) {
            return;
        }
        if (text.equals("//")) {
            errors.add(FieldError.invalid(path, text, "segment[0] may not be empty"));
            return;
        }
        if (!text.startsWith("/")) {
            errors.add(FieldError.invalid(path, text, "must start with a '/'"));
        }
        String rest = text.substring(1);
        String[] segments = (rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            String segment = "segment[" + i + "]";
            if (segments[i].isEmpty()) {
                errors.add(FieldError.invalid(path, text, segment + " may not be empty"));
            } else {
                Names.dns1123Subdomain(segments[i])
                        .forEach(why -> errors.add(FieldError.invalid(path, text, segment + ": " + why)));
            }
        }
    }
}
