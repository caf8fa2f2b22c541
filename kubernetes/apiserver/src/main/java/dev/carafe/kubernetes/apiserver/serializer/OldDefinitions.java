package dev.carafe.kubernetes.apiserver.serializer;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Definitions of custom resources as upstream keeps them: in v1beta1, where what all versions have in common stands once,
 * beside them (k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1beta1/conversion.go). Pure.
 */
final class OldDefinitions {
    static final String VERSION = "apiextensions.k8s.io/v1beta1";

    private static final String SERVED_VERSION = "apiextensions.k8s.io/v1";

    private OldDefinitions() {}

    /** The definition in the version that is served. */
    static Struct convert(Struct old) {
        Struct served = old.with("apiVersion", SERVED_VERSION);
        Struct spec = old.struct("spec");
        return spec == null ? served : served.with("spec", spec(spec));
    }

    private static Struct spec(Struct old) {
        List<Struct> versions = new ArrayList<>();
        if (old.get("versions") instanceof List<?> list) {
            list.forEach(version -> {
                if (version instanceof Struct tree) {
                    versions.add(version(tree, old));
                }
            });
        }
        Struct spec = old.with("versions", List.copyOf(versions))
                .without("version")
                .without("validation")
                .without("subresources")
                .without("additionalPrinterColumns")
                .without("selectableFields");
        if (Boolean.FALSE.equals(spec.get("preserveUnknownFields"))) {
            spec = spec.without("preserveUnknownFields");
        }
        Struct conversion = old.struct("conversion");
        return conversion == null ? spec : spec.with("conversion", conversion(conversion));
    }

    /** One version, with what it had in common with the others. */
    private static Struct version(Struct old, Struct spec) {
        Struct version = old;
        for (String field : List.of("subresources", "selectableFields")) {
            version = inherit(version, field, spec.get(field));
        }
        version = inherit(version, "schema", spec.get("validation"));
        Object columns = Objects.requireNonNullElse(
                version.get("additionalPrinterColumns"),
                Objects.requireNonNullElse(spec.get("additionalPrinterColumns"), List.of()));
        List<Object> renamed = new ArrayList<>();
        if (columns instanceof List<?> list) {
            list.forEach(column -> renamed.add(column instanceof Struct tree ? column(tree) : column));
        }
        return renamed.isEmpty() ? version : version.with("additionalPrinterColumns", List.copyOf(renamed));
    }

    private static Struct inherit(Struct version, String field, @org.jspecify.annotations.Nullable Object common) {
        return version.has(field) || common == null ? version : version.with(field, common);
    }

    private static Struct column(Struct old) {
        Object path = old.get("JSONPath");
        return path == null ? old : old.without("JSONPath").with("jsonPath", path);
    }

    private static Struct conversion(Struct old) {
        Object client = old.get("webhookClientConfig");
        Object reviews = old.get("conversionReviewVersions");
        if (client == null && reviews == null) {
            return old;
        }
        Struct.Builder webhook = Struct.builder();
        if (client != null) {
            webhook.put("clientConfig", client);
        }
        if (reviews != null) {
            webhook.put("conversionReviewVersions", reviews);
        }
        return old.without("webhookClientConfig")
                .without("conversionReviewVersions")
                .with("webhook", webhook.build());
    }
}
