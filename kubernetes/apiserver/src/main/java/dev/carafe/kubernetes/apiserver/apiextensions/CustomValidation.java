package dev.carafe.kubernetes.apiserver.apiextensions;

import dev.carafe.kubernetes.apimachinery.customresource.ObjectValidator;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is wrong with objects of a custom kind: what its schema and its rules say, and its scale. Thread-safe. */
final class CustomValidation {
    private static final String STATUS = "status.";

    private final CustomVersion version;

    CustomValidation(CustomVersion version) {
        this.version = version;
    }

    List<FieldError> created(Struct object) {
        List<FieldError> errors = new ArrayList<>();
        EmbeddedObjects.check(object, version.schema(), errors);
        ObjectValidator.validate(object, version.schema(), errors);
        scale(object, errors);
        rules(object, null, errors, _ -> {});
        return errors;
    }

    /**
     * What is wrong with a change.
     *
     * @param warnings takes what a rule says of what was so before, and is let pass
     */
    List<FieldError> changed(Struct object, Struct old, Consumer<String> warnings) {
        List<FieldError> errors = new ArrayList<>();
        EmbeddedObjects.check(object, version.schema(), errors);
        ObjectValidator.validateUpdate(object, old, version.schema(), errors);
        scale(object, errors);
        rules(object, old, errors, warnings);
        return errors;
    }

    /**
     * What is wrong with a change of the status, whose fields upstream's words name as seen from there.
     *
     * @param warnings takes what a rule says of what was so before, and is let pass
     */
    List<FieldError> statusChanged(Struct object, Struct old, Consumer<String> warnings) {
        return changed(object, old, warnings).stream()
                .map(CustomValidation::fromStatus)
                .toList();
    }

    private static FieldError fromStatus(FieldError error) {
        return error.field().startsWith(STATUS) && error.detail().startsWith(STATUS)
                ? new FieldError(
                        error.type(),
                        error.field(),
                        error.badValue(),
                        error.detail().substring(STATUS.length()))
                : error;
    }

    /** Rules are run on objects of the right shape only, so that what they say can be relied on. */
    private void rules(Struct object, @Nullable Struct old, List<FieldError> errors, Consumer<String> warnings) {
        version.rules().ifPresent(rules -> {
            if (errors.stream().anyMatch(CustomValidation::isOfShape)) {
                errors.add(FieldError.invalid(
                        FieldPath.of("<nil>"),
                        Null.NULL,
                        "some validation rules were not checked because the object was invalid; correct the existing errors"
                                + " to complete validation"));
            } else {
                rules.check(object, old, errors, passed -> warnings.accept(passed.toString()));
            }
        });
    }

    private static boolean isOfShape(FieldError error) {
        return switch (error.type()) {
            case REQUIRED, NOT_SUPPORTED, TOO_LONG, TOO_MANY, TYPE_INVALID -> true;
            default -> false;
        };
    }

    /** The replicas of a kind that can be scaled are a count, whatever its schema says. */
    private void scale(Struct object, List<FieldError> errors) {
        if (!version.hasScale()) {
            return;
        }
        var scale = version.declared().subresources().scale();
        replicas(object, scale.specReplicasPath(), errors);
        replicas(object, scale.statusReplicasPath(), errors);
    }

    private static void replicas(Struct object, String path, List<FieldError> errors) {
        List<String> names = CustomScale.fields(path);
        Object value = object;
        for (int i = 0; i < names.size() && value != null; i++) {
            if (!(value instanceof Struct struct)) {
                errors.add(FieldError.invalid(
                        FieldPath.of(path),
                        0L,
                        path + " accessor error: " + shown(value) + ", expected map[string]interface{}"));
                return;
            }
            value = struct.get(names.get(i));
        }
        FieldPath at = FieldPath.of(path);
        if (value instanceof String || value instanceof Double || value instanceof Boolean) {
            errors.add(FieldError.invalid(at, 0L, path + " accessor error: " + shown(value) + ", expected int64"));
        }
        if (names.isEmpty() || !(value instanceof Long replicas)) {
            return;
        }
        if (replicas < 0) {
            errors.add(FieldError.invalid(at, replicas, "should be a non-negative integer"));
        } else if (replicas > Integer.MAX_VALUE) {
            errors.add(FieldError.invalid(at, replicas, "should be less than or equal to " + Integer.MAX_VALUE));
        }
    }

    /** A value and its type, as Go prints them. */
    private static String shown(Object value) {
        return switch (value) {
            case String text -> text + " is of the type string";
            case Long number -> number + " is of the type int64";
            case Double number -> number + " is of the type float64";
            case Boolean flag -> flag + " is of the type bool";
            case List<?> list -> list + " is of the type []interface {}";
            default -> "<nil> is of the type <nil>";
        };
    }
}
