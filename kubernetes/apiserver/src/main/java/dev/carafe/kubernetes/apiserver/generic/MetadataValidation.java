package dev.carafe.kubernetes.apiserver.generic;

import dev.carafe.kubernetes.apimachinery.field.ErrorType;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.MetadataRules;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.Strategy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rules that the metadata of every object obeys (k8s.io/apimachinery/pkg/api/validation/objectmeta.go). Pure. */
final class MetadataValidation {
    private static final FieldPath METADATA = FieldPath.of("metadata");
    private static final String ORPHAN = "orphan";
    private static final String FOREGROUND = "foregroundDeletion";
    private static final Set<String> STANDARD_FINALIZERS = Set.of("kubernetes", ORPHAN, FOREGROUND);
    private static final String EMPTY = "must not be empty";

    private MetadataValidation() {}

    /** What is wrong with an object's metadata. */
    static List<FieldError> validate(Struct object, boolean namespaced, Strategy strategy) {
        Function<String, List<String>> nameRule = strategy::validateName;
        List<FieldError> errors = new ArrayList<>();
        Struct metadata = ObjectMetas.of(object);
        String name = ObjectMetas.text(object, "name");
        String generateName = ObjectMetas.text(object, "generateName");
        if (!generateName.isEmpty()) {
            String masked = generateName.endsWith("-")
                    ? generateName.substring(0, generateName.length() - 1) + "a"
                    : generateName;
            nameRule.apply(masked)
                    .forEach(why -> errors.add(FieldError.invalid(METADATA.child("generateName"), generateName, why)));
        }
        if (name.isEmpty()) {
            errors.add(FieldError.required(METADATA.child("name"), "name or generateName is required"));
        } else {
            nameRule.apply(name).forEach(why -> errors.add(FieldError.invalid(METADATA.child("name"), name, why)));
        }
        namespace(ObjectMetas.text(object, "namespace"), namespaced, errors);
        errors.addAll(MetadataRules.labels(strings(metadata.struct("labels")), METADATA.child("labels")));
        errors.addAll(
                MetadataRules.annotations(strings(metadata.struct("annotations")), METADATA.child("annotations")));
        owners(metadata.get("ownerReferences"), errors);
        finalizers(ObjectMetas.finalizers(object), strategy.qualifiesFinalizers(), errors);
        return errors;
    }

    /** Moves errors about a name that is no such, not of one that is missing, behind the others. */
    static void moveNameLast(List<FieldError> errors) {
        List<FieldError> ofName = errors.stream()
                .filter(error -> error.type() == ErrorType.INVALID
                        && error.field().equals(METADATA.child("name").toString()))
                .toList();
        errors.removeAll(ofName);
        errors.addAll(ofName);
    }

    private static void namespace(String namespace, boolean namespaced, List<FieldError> errors) {
        FieldPath path = METADATA.child("namespace");
        if (!namespaced) {
            if (!namespace.isEmpty()) {
                errors.add(FieldError.forbidden(path, "not allowed on this type"));
            }
        } else if (namespace.isEmpty()) {
            errors.add(FieldError.required(path, ""));
        } else {
            Names.dns1123Label(namespace).forEach(why -> errors.add(FieldError.invalid(path, namespace, why)));
        }
    }

    private static void owners(@Nullable Object references, List<FieldError> errors) {
        if (!(references instanceof List<?> list)) {
            return;
        }
        FieldPath path = METADATA.child("ownerReferences");
        String controller = "";
        int position = 0;
        for (Object item : list) {
            Struct owner = item instanceof Struct struct ? struct : Struct.EMPTY;
            FieldPath at = path.index(position++);
            String apiVersion = Objects.requireNonNullElse(owner.string("apiVersion"), "");
            if (apiVersion.substring(apiVersion.indexOf('/') + 1).isEmpty()) {
                errors.add(FieldError.required(at.child("apiVersion"), EMPTY));
            }
            for (String field : List.of("kind", "name", "uid")) {
                if (Objects.requireNonNullElse(owner.string(field), "").isEmpty()) {
                    errors.add(FieldError.required(at.child(field), EMPTY));
                }
            }
            if (Boolean.TRUE.equals(owner.get("controller"))) {
                String name = Objects.requireNonNullElse(owner.string("kind"), "") + "/"
                        + Objects.requireNonNullElse(owner.string("name"), "");
                if (!controller.isEmpty()) {
                    errors.add(FieldError.invalid(
                            path,
                            list.stream().map(MetadataValidation::shownOwner).toList(),
                            "Only one reference can have Controller set to true. Found \"true\" in references for "
                                    + controller + " and " + name));
                } else {
                    controller = name;
                }
            }
        }
    }

    /** A reference with its fields in the order of Go's type. */
    private static Object shownOwner(Object reference) {
        if (!(reference instanceof Struct owner)) {
            return reference;
        }
        Struct.Builder shown = Struct.builder();
        for (String field : List.of("apiVersion", "kind", "name", "uid", "controller", "blockOwnerDeletion")) {
            Object value = owner.get(field);
            if (value != null) {
                shown.put(field, value);
            }
        }
        return shown.build();
    }

    private static void finalizers(List<?> finalizers, boolean qualified, List<FieldError> errors) {
        FieldPath path = METADATA.child("finalizers");
        for (Object item : finalizers) {
            String name = item instanceof String text ? text : "";
            Names.qualifiedName(name).forEach(why -> errors.add(FieldError.invalid(path, name, why)));
        }
        for (int i = 0; i < finalizers.size() && qualified; i++) {
            String name = String.valueOf(finalizers.get(i));
            if (name.indexOf('/') < 0 && !STANDARD_FINALIZERS.contains(name)) {
                errors.add(FieldError.invalid(
                        path.index(i), name, "name is neither a standard finalizer name nor is it fully qualified"));
            }
        }
        if (finalizers.contains(ORPHAN) && finalizers.contains(FOREGROUND)) {
            errors.add(
                    FieldError.invalid(path, finalizers, "finalizer orphan and foregroundDeletion cannot be both set"));
        }
    }

    /** What is wrong with a change of an object's metadata. */
    static List<FieldError> validateUpdate(Struct object, Struct old) {
        List<FieldError> errors = new ArrayList<>();
        if (ObjectMetas.isDeleting(old)) {
            List<Object> added = new ArrayList<>(ObjectMetas.finalizers(object));
            added.removeAll(ObjectMetas.finalizers(old));
            if (!added.isEmpty()) {
                StringBuilder names = new StringBuilder();
                added.forEach(name -> names.append(names.isEmpty() ? "" : ", ")
                        .append('"')
                        .append(name)
                        .append('"'));
                errors.add(FieldError.forbidden(
                        METADATA.child("finalizers"),
                        "no new finalizers can be added if the object is being deleted, found new finalizers"
                                + " []string{" + names + "}"));
            }
        }
        for (String field : List.of(
                "name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds")) {
            Object now = ObjectMetas.of(object).get(field);
            Object before = ObjectMetas.of(old).get(field);
            if (!Objects.equals(now, before)) {
                errors.add(FieldError.invalid(METADATA.child(field), now == null ? "" : now, "field is immutable"));
            }
        }
        return errors;
    }

    private static Map<String, String> strings(@Nullable Struct map) {
        if (map == null) {
            return Map.of();
        }
        LinkedHashMap<String, String> strings = new LinkedHashMap<>();
        map.forEach((key, value) -> strings.put(key, value instanceof String text ? text : ""));
        return strings;
    }
}
