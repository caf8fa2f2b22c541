package dev.carafe.kubernetes.apiserver.registry.validation.cluster;

import dev.carafe.kubernetes.api.core.v1.ConfigMap;
import dev.carafe.kubernetes.api.core.v1.Secret;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Values;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.volume.VolumeValidator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** ConfigMaps and Secrets. */
public final class ConfigValidator {
    /** How many bytes the values of one object may have together. */
    private static final int BYTES_MAX = 1024 * 1024;

    private static final FieldPath DATA = FieldPath.of("data");
    private static final String WHEN_IMMUTABLE = "field is immutable when `immutable` is set";

    private ConfigValidator() {}

    public static void configMap(ConfigMap map, List<FieldError> errors) {
        long bytes = 0;
        for (Map.Entry<String, String> entry : map.data().entrySet()) {
            Check.rule(errors, DATA.key(entry.getKey()), entry.getKey(), Values.configMapKey(entry.getKey()));
            if (map.binaryData().containsKey(entry.getKey())) {
                errors.add(FieldError.invalid(
                        DATA.key(entry.getKey()), entry.getKey(), "duplicate of key present in binaryData"));
            }
            bytes += entry.getValue().getBytes(StandardCharsets.UTF_8).length;
        }
        VolumeValidator.keys(map.binaryData(), FieldPath.of("binaryData"), errors);
        for (byte[] value : map.binaryData().values()) {
            bytes += value.length;
        }
        if (bytes > BYTES_MAX) { // upstream names no field here
            errors.add(FieldError.tooLong(FieldPath.of("[]"), BYTES_MAX));
        }
    }

    public static void configMapUpdate(ConfigMap map, ConfigMap old, List<FieldError> errors) {
        if (!old.immutable()) {
            return;
        }
        if (!map.immutable()) {
            errors.add(FieldError.forbidden(FieldPath.of("immutable"), WHEN_IMMUTABLE));
        }
        unchanged(map.struct(), old.struct(), "data", errors);
        unchanged(map.struct(), old.struct(), "binaryData", errors);
    }

    private static void unchanged(Struct object, Struct old, String field, List<FieldError> errors) {
        if (!part(object, field).equals(part(old, field))) {
            errors.add(FieldError.forbidden(FieldPath.of(field), WHEN_IMMUTABLE));
        }
    }

    private static Struct part(Struct object, String field) {
        Struct part = object.struct(field);
        return part == null ? Struct.EMPTY : part;
    }

    public static void secret(Secret secret, List<FieldError> errors) {
        Map<String, byte[]> data = secret.data();
        VolumeValidator.keys(data, DATA, errors);
        long bytes = data.values().stream().mapToLong(value -> value.length).sum();
        if (bytes > BYTES_MAX) {
            errors.add(FieldError.tooLong(DATA, BYTES_MAX));
        }
        switch (secret.type()) {
            case "kubernetes.io/service-account-token" -> {
                String account = secret.metadata().annotations().getOrDefault("kubernetes.io/service-account.name", "");
                if (account.isEmpty()) {
                    errors.add(FieldError.required(
                            FieldPath.of("metadata", "annotations").key("kubernetes.io/service-account.name"), ""));
                }
            }
            case "kubernetes.io/dockerconfigjson" -> dockerConfig(data, ".dockerconfigjson", errors);
            case "kubernetes.io/dockercfg" -> dockerConfig(data, ".dockercfg", errors);
            case "kubernetes.io/basic-auth" -> {
                if (!data.containsKey("username") && !data.containsKey("password")) {
                    errors.add(FieldError.required(DATA.key("username"), ""));
                    errors.add(FieldError.required(DATA.key("password"), ""));
                }
            }
            case "kubernetes.io/ssh-auth" -> {
                if (data.getOrDefault("ssh-privatekey", new byte[0]).length == 0) {
                    errors.add(FieldError.required(DATA.key("ssh-privatekey"), ""));
                }
            }
            case "kubernetes.io/tls" -> {
                requireKey(data, "tls.crt", errors);
                requireKey(data, "tls.key", errors);
            }
            default -> {} // any other type may hold anything
        }
    }

    private static void requireKey(Map<String, byte[]> data, String key, List<FieldError> errors) {
        if (!data.containsKey(key)) {
            errors.add(FieldError.required(DATA.key(key), ""));
        }
    }

    private static void dockerConfig(Map<String, byte[]> data, String key, List<FieldError> errors) {
        byte[] config = data.get(key);
        if (config == null) {
            errors.add(FieldError.required(DATA.key(key), ""));
            return;
        }
        String why;
        try {
            Object read = Json.decode(config);
            if (read instanceof Struct || read == Null.NULL) {
                return;
            }
            why = "json: cannot unmarshal " + Json.typeName(read) + " into Go value of type map[string]interface {}";
        } catch (MalformedJsonException e) {
            why = String.valueOf(e.getMessage());
        }
        errors.add(FieldError.invalid(DATA.key(key), "<secret contents redacted>", why));
    }

    public static void secretUpdate(Secret secret, Secret old, List<FieldError> errors) {
        Check.immutable(errors, FieldPath.of("type"), secret.type(), old.type());
        if (old.immutable()) {
            if (!secret.immutable()) {
                errors.add(FieldError.forbidden(FieldPath.of("immutable"), WHEN_IMMUTABLE));
            }
            unchanged(secret.struct(), old.struct(), "data", errors);
        }
    }
}
