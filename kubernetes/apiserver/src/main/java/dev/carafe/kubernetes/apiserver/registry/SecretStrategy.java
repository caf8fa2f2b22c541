package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.Secret;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.printers.ClusterCells;
import dev.carafe.kubernetes.apiserver.registry.validation.cluster.ConfigValidator;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Secrets: the type is for life; the data too where the secret says so. */
final class SecretStrategy extends DefaultStrategy {
    SecretStrategy(Kind kind) {
        super(kind);
    }

    @Override
    public Struct applyDefaults(Struct object) {
        Secret secret = stringData(new Secret(object));
        return (secret.type().isEmpty() ? secret.withType("Opaque") : secret).struct();
    }

    /** What was sent as text becomes part of the data; it is never stored or shown as text. */
    private static Secret stringData(Secret secret) {
        if (!secret.hasStringData()) {
            return secret;
        }
        Map<String, byte[]> data = new LinkedHashMap<>(secret.data());
        secret.stringData().forEach((key, value) -> data.put(key, value.getBytes(StandardCharsets.UTF_8)));
        return secret.withData(data).withoutStringData();
    }

    @Override
    void validate(Struct object, @Nullable Struct old, List<FieldError> errors) {
        if (old != null) {
            ConfigValidator.secretUpdate(new Secret(object), new Secret(old), errors);
        }
        ConfigValidator.secret(new Secret(object), errors);
    }

    @Override
    public List<String> warnings(Struct object) {
        Secret secret = new Secret(object);
        if (!secret.type().equals("kubernetes.io/tls")) {
            return List.of();
        }
        Map<String, byte[]> data = secret.data();
        if (isNoPem(data.get("tls.crt"))) {
            return List.of("tls: failed to find any PEM data in certificate input");
        }
        return isNoPem(data.get("tls.key")) ? List.of("tls: failed to find any PEM data in key input") : List.of();
    }

    private static boolean isNoPem(byte @Nullable [] content) {
        return content == null || !new String(content, StandardCharsets.ISO_8859_1).contains("-----BEGIN ");
    }

    @Override
    public Map<String, String> selectableFields(Struct object) {
        return Map.of("type", new Secret(object).type());
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return ClusterCells.secret(new Secret(object));
    }
}
