package dev.carafe.kubernetes.apiserver.registry.validation.extension;

import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceConversion;
import dev.carafe.kubernetes.api.apiextensions.v1.ServiceReference;
import dev.carafe.kubernetes.api.apiextensions.v1.WebhookClientConfig;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.admission.WebhookClientValidator;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * How a definition says that its objects are converted (apiextensions-apiserver/pkg/apis/apiextensions/validation,
 * apiserver/pkg/util/webhook/validation.go). Functions only.
 */
final class DefinitionConversionValidator {
    private static final String FORM = "; desired format: https://host[/path]";
    private static final int PORT_DEFAULT = 443;

    private DefinitionConversionValidator() {}

    static void check(CustomResourceConversion conversion, FieldPath path, List<FieldError> errors) {
        if (conversion.isEmpty()) {
            return;
        }
        Check.requiredOneOf(errors, path.child("strategy"), conversion.strategy(), List.of("None", "Webhook"));
        FieldPath client = path.child("webhookClientConfig");
        List<String> versions = conversion.webhook().conversionReviewVersions();
        if (conversion.strategy().equals("Webhook")) {
            if (conversion.webhook().hasClientConfig()) {
                client(conversion.webhook().clientConfig(), client, errors);
            } else {
                errors.add(FieldError.required(client, "required when strategy is set to Webhook"));
            }
            reviewVersions(versions, path.child("conversionReviewVersions"), errors);
        } else {
            String detail = "should not be set when strategy is not set to Webhook";
            if (conversion.webhook().hasClientConfig()) {
                errors.add(FieldError.forbidden(client, detail));
            }
            if (!versions.isEmpty()) {
                errors.add(FieldError.forbidden(path.child("conversionReviewVersions"), detail));
            }
        }
    }

    private static void client(WebhookClientConfig client, FieldPath path, List<FieldError> errors) {
        if (client.hasUrl() == client.hasService()) {
            errors.add(FieldError.required(path, "exactly one of url or service is required"));
        } else if (client.hasUrl()) {
            url(client.url(), path.child("url"), errors);
        } else {
            service(client.service(), path.child("service"), errors);
        }
    }

    private static void url(String text, FieldPath path, List<FieldError> errors) {
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
        if (Objects.requireNonNullElse(url.getRawAuthority(), "").isEmpty()) {
            errors.add(FieldError.invalid(path, "", "host must be specified" + FORM));
        }
        if (url.getRawUserInfo() != null) {
            errors.add(FieldError.invalid(path, url.getRawUserInfo(), "user information is not permitted in the URL"));
        }
        if (url.getFragment() != null) {
            errors.add(FieldError.invalid(path, url.getFragment(), "fragments are not permitted in the URL"));
        }
        if (url.getRawQuery() != null) {
            errors.add(FieldError.invalid(path, url.getRawQuery(), "query parameters are not permitted in the URL"));
        }
    }

    private static void service(ServiceReference service, FieldPath path, List<FieldError> errors) {
        int port = service.hasPort() ? service.port() : PORT_DEFAULT;
        WebhookClientValidator.service(service.name(), service.namespace(), port, service.path(), path, errors);
    }

    private static void reviewVersions(List<String> versions, FieldPath path, List<FieldError> errors) {
        if (versions.isEmpty()) {
            errors.add(FieldError.required(path, ""));
            return;
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < versions.size(); i++) {
            if (!seen.add(versions.get(i))) {
                errors.add(FieldError.invalid(path.index(i), versions.get(i), "duplicate version"));
                continue;
            }
            List<String> wrong = Names.dns1035Label(versions.get(i));
            if (!wrong.isEmpty()) {
                errors.add(FieldError.invalid(path.index(i), versions.get(i), String.join(",", wrong)));
            }
        }
        if (!seen.contains("v1") && !seen.contains("v1beta1")) {
            errors.add(FieldError.invalid(path, versions, "must include at least one of v1, v1beta1"));
        }
    }
}
