package dev.carafe.kubernetes.apimachinery.managedfields;

import dev.carafe.kubernetes.apimachinery.fieldpath.FieldSet;
import dev.carafe.kubernetes.apimachinery.typed.Comparison;
import dev.carafe.kubernetes.apimachinery.typed.FieldType;
import dev.carafe.kubernetes.apimachinery.typed.TypedSchema;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * The annotation in which {@code kubectl apply} without {@code --server-side} keeps what it applied: who goes over to
 * server-side apply takes over those fields without a conflict, and may go back.
 */
final class LastApplied {
    /** The manager whose applies read and keep the annotation. */
    static final String MANAGER = "kubectl";

    private static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";

    /** All annotations of an object together, in bytes. */
    private static final int ANNOTATIONS_MAX = 256 * 1024;

    private LastApplied() {}

    private static Struct annotations(Struct object) {
        return Objects.requireNonNullElse(FieldManager.metadata(object).struct("annotations"), Struct.EMPTY);
    }

    /** What the annotation says and the live object still has; nothing where there is no such annotation. */
    static FieldSet fields(TypedSchema schema, FieldType type, Struct live, String apiVersion) {
        String text = annotations(live).string(ANNOTATION);
        if (text == null) {
            return FieldSet.EMPTY;
        }
        Struct applied;
        try {
            applied = Json.decodeStruct(text.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedJsonException broken) {
            return FieldSet.EMPTY;
        }
        if (!apiVersion.equals(applied.string("apiVersion"))
                || !schema.problems(type, applied).isEmpty()) {
            return FieldSet.EMPTY;
        }
        Comparison comparison = schema.compare(type, applied, live);
        return schema.ownedFields(type, applied)
                .difference(comparison.modified())
                .difference(comparison.added())
                .difference(comparison.removed());
    }

    /** The object, its annotation brought up to date if it has one. */
    static Struct updated(Struct object, Struct applied) {
        Struct annotations = annotations(object);
        if (!annotations.has(ANNOTATION)) {
            return object;
        }
        String text = Json.toString(sorted(withoutAnnotation(applied))) + "\n";
        Struct changed = annotations.with(ANNOTATION, text);
        if (size(changed) > ANNOTATIONS_MAX) {
            changed = annotations.without(ANNOTATION);
        }
        return withAnnotations(object, changed);
    }

    private static Struct withoutAnnotation(Struct applied) {
        Struct annotations = annotations(applied);
        return annotations.has(ANNOTATION) ? withAnnotations(applied, annotations.without(ANNOTATION)) : applied;
    }

    private static Struct withAnnotations(Struct object, Struct annotations) {
        return object.with("metadata", FieldManager.metadata(object).with("annotations", annotations));
    }

    private static long size(Struct annotations) {
        long size = 0;
        for (int i = 0; i < annotations.size(); i++) {
            size += annotations.nameAt(i).length()
                    + annotations.valueAt(i).toString().length();
        }
        return size;
    }

    /** With the names of every object in order, as upstream encodes. */
    private static Object sorted(Object value) {
        return switch (value) {
            case Struct struct -> {
                List<String> names = new ArrayList<>();
                struct.forEach((name, _) -> names.add(name));
                names.sort(Comparator.naturalOrder());
                Struct.Builder result = Struct.builder();
                names.forEach(name -> result.put(name, sorted(Objects.requireNonNull(struct.get(name)))));
                yield result.build();
            }
            case List<?> list -> list.stream().map(LastApplied::sorted).toList();
            default -> value;
        };
    }
}
