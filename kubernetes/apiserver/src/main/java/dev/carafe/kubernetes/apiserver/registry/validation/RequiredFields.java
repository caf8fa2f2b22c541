package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fields that an object must have although its schema does not say so, by group and resource. Source: {@code
 * pkg/apis/GROUP/validation}; the order is that of upstream's errors.
 */
public final class RequiredFields {
    /**
     * A field.
     *
     * @param detail what the error adds, empty for nothing
     */
    private record Required(List<String> path, String detail) {}

    private static final Map<String, List<Required>> BY_RESOURCE = Map.ofEntries(
            Map.entry("apps/controllerrevisions", List.of(field("data", "data is mandatory"))),
            Map.entry("node.k8s.io/runtimeclasses", List.of(field("handler"))),
            Map.entry(
                    "storage.k8s.io/volumeattributesclasses",
                    List.of(field("driverName"), field("parameters", "must contain at least one key/value pair"))),
            Map.entry(
                    "storagemigration.k8s.io/storageversionmigrations",
                    List.of(field("spec.resource.resource", "resource is required to be set"))));

    private RequiredFields() {}

    private static Required field(String path) {
        return field(path, "");
    }

    private static Required field(String path, String detail) {
        return new Required(List.of(path.split("\\.", -1)), detail);
    }

    /** Adds an error for each that is missing or empty. */
    public static void check(String resource, Struct object, List<FieldError> errors) {
        for (Required required : BY_RESOURCE.getOrDefault(resource, List.of())) {
            if (isEmpty(at(object, required.path()))) {
                FieldPath path = FieldPath.of(required.path().getFirst());
                for (String name : required.path().subList(1, required.path().size())) {
                    path = path.child(name);
                }
                errors.add(FieldError.required(path, required.detail()));
            }
        }
    }

    private static @Nullable Object at(Struct object, List<String> path) {
        Object value = object;
        for (String name : path) {
            value = value instanceof Struct struct ? struct.get(name) : null;
        }
        return value;
    }

    private static boolean isEmpty(@Nullable Object value) {
        return switch (value) {
            case null -> true;
            case String text -> text.isEmpty();
            case List<?> list -> list.isEmpty();
            case Struct struct -> struct.isEmpty();
            default -> false;
        };
    }
}
