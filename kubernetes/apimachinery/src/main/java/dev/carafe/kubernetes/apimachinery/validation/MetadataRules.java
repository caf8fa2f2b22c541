package dev.carafe.kubernetes.apimachinery.validation;

import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The rules for labels and annotations of any object (k8s.io/apimachinery/pkg/api/validation). */
public final class MetadataRules {
    /** How many bytes all keys and values of an object's annotations may have together. */
    public static final int ANNOTATIONS_BYTES_MAX = 256 * 1024;

    private MetadataRules() {}

    /** What is wrong with labels found at {@code path}. */
    public static List<FieldError> labels(Map<String, String> labels, FieldPath path) {
        ArrayList<FieldError> errors = new ArrayList<>();
        labels.forEach((key, value) -> {
            Names.qualifiedName(key).forEach(error -> errors.add(FieldError.invalid(path, key, error)));
            Names.labelValue(value).forEach(error -> errors.add(FieldError.invalid(path, value, error)));
        });
        return errors;
    }

    /** What is wrong with annotations found at {@code path}: their keys, and their size together. */
    public static List<FieldError> annotations(Map<String, String> annotations, FieldPath path) {
        ArrayList<FieldError> errors = new ArrayList<>();
        long bytes = 0;
        for (Map.Entry<String, String> entry : annotations.entrySet()) {
            Names.qualifiedName(entry.getKey().toLowerCase(Locale.ROOT))
                    .forEach(error -> errors.add(FieldError.invalid(path, entry.getKey(), error)));
            bytes += entry.getKey().getBytes(StandardCharsets.UTF_8).length;
            bytes += entry.getValue().getBytes(StandardCharsets.UTF_8).length;
        }
        if (bytes > ANNOTATIONS_BYTES_MAX) {
            errors.add(FieldError.tooLong(path, ANNOTATIONS_BYTES_MAX));
        }
        return errors;
    }
}
