package dev.carafe.kubernetes.apiserver.apiextensions;

import dev.carafe.kubernetes.api.apiextensions.v1.SelectableField;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.generic.ObjectMetas;
import dev.carafe.kubernetes.apiserver.registry.Strategy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The strategy of a custom kind in one version (apiextensions-apiserver/pkg/registry/customresource). */
final class CustomStrategy implements Strategy {
    private static final String STATUS = "status";

    private final CustomVersion version;
    private final PrinterColumns columns;
    private final CustomValidation validation;

    CustomStrategy(CustomVersion version, PrinterColumns columns) {
        this.version = version;
        this.columns = columns;
        this.validation = new CustomValidation(version);
    }

    @Override
    public Struct prepareForCreate(Struct object) {
        if (version.isTerminating()) {
            throw StatusError.forbidden(
                    new GroupResource(
                            version.definition().spec().group(),
                            version.definition().status().acceptedNames().plural()),
                    ObjectMetas.text(object, "name"),
                    "create not allowed while custom resource definition is terminating");
        }
        return version.hasStatus() ? object.without(STATUS) : object;
    }

    @Override
    public Struct prepareForUpdate(Struct object, Struct old) {
        return version.hasStatus() ? withStatus(object, old.get(STATUS)) : object;
    }

    private static Struct withStatus(Struct object, @Nullable Object status) {
        return status == null ? object.without(STATUS) : object.with(STATUS, status);
    }

    @Override
    public boolean changesGeneration(Struct object, Struct old) {
        return !wanted(object).equals(wanted(old));
    }

    /** What the user wants: everything but metadata, and but a status that others write. */
    private Struct wanted(Struct object) {
        Struct wanted = object.without("metadata");
        return version.hasStatus() ? wanted.without(STATUS) : wanted;
    }

    @Override
    public List<FieldError> validateCreate(Struct object) {
        return validation.created(object);
    }

    @Override
    public List<FieldError> validateUpdate(String subresource, Struct object, Struct old, Consumer<String> warnings) {
        finalizersBeside(ObjectMetas.finalizers(old), object).forEach(warnings);
        return subresource.equals(STATUS)
                ? validation.statusChanged(object, old, warnings)
                : validation.changed(object, old, warnings);
    }

    /** Warnings of an object's finalizers that name no domain, beside those that it had. */
    private static List<String> finalizersBeside(List<?> before, Struct object) {
        return ObjectMetas.finalizers(object).stream()
                .map(String::valueOf)
                .filter(finalizer -> !before.contains(finalizer) && finalizer.indexOf('/') < 0)
                .map(
                        finalizer -> "metadata.finalizers: " + Quoted.of(finalizer)
                                + ": prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers")
                .toList();
    }

    @Override
    public boolean qualifiesFinalizers() {
        return false;
    }

    @Override
    public boolean allowsUnconditionalUpdate() {
        return false;
    }

    @Override
    public Map<String, String> selectableFields(Struct object) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (SelectableField field : version.declared().selectableFields()) {
            List<String> names = CustomScale.fields(field.jsonPath());
            Object value = object.find(names);
            fields.put(String.join(".", names), value == null ? "" : Objects.toString(value));
        }
        return fields;
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return columns.cells(object);
    }
}
