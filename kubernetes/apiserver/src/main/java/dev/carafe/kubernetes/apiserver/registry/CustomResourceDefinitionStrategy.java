package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceConversion;
import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinition;
import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinitionNames;
import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinitionStatus;
import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinitionVersion;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.printers.Cell;
import dev.carafe.kubernetes.apiserver.registry.validation.extension.DefinitionValidator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Definitions of custom resources, which remember every version that objects were ever stored in. */
final class CustomResourceDefinitionStrategy extends DefaultStrategy {
    CustomResourceDefinitionStrategy(Kind kind) {
        super(kind);
    }

    @Override
    public Struct applyDefaults(Struct object) {
        CustomResourceDefinition definition = new CustomResourceDefinition(object);
        var spec = definition.spec();
        CustomResourceDefinitionNames names = spec.names();
        if (names.singular().isEmpty() && !names.kind().isEmpty()) {
            names = names.withSingular(names.kind().toLowerCase(Locale.ROOT));
        }
        if (names.listKind().isEmpty() && !names.kind().isEmpty()) {
            names = names.withListKind(names.kind() + "List");
        }
        spec = spec.withNames(names);
        if (!spec.hasConversion()) {
            spec = spec.withConversion(new CustomResourceConversion().withStrategy("None"));
        }
        return definition.withSpec(spec).struct();
    }

    @Override
    public Struct prepareForCreate(Struct object) {
        CustomResourceDefinition definition = withStored(super.prepareForCreate(object));
        Struct status = definition.status().struct();
        return status.has("conditions")
                ? definition.struct()
                : definition.struct().with("status", status.with("conditions", Null.NULL));
    }

    @Override
    public Struct prepareForUpdate(Struct object, Struct old) {
        return withStored(super.prepareForUpdate(object, old)).struct();
    }

    @Override
    public Struct prepareForStatusUpdate(Struct object, Struct old) {
        return withStored(super.prepareForStatusUpdate(object, old)).struct();
    }

    private static CustomResourceDefinition withStored(Struct object) {
        CustomResourceDefinition definition = new CustomResourceDefinition(object);
        CustomResourceDefinitionStatus status = definition.status();
        List<String> stored = new ArrayList<>(status.storedVersions());
        definition.spec().versions().stream()
                .filter(CustomResourceDefinitionVersion::storage)
                .limit(1)
                .map(CustomResourceDefinitionVersion::name)
                .filter(name -> !stored.contains(name))
                .forEach(stored::add);
        return stored.equals(status.storedVersions())
                ? definition
                : definition.withStatus(status.withStoredVersions(List.copyOf(stored)));
    }

    @Override
    public boolean qualifiesFinalizers() {
        return false;
    }

    @Override
    public boolean marksGracefully() {
        return false;
    }

    /** What keeps a definition until all its objects are gone, and that it waits for that. */
    @Override
    public Struct prepareForDelete(Struct object, Instant now) {
        CustomResourceDefinition definition = new CustomResourceDefinition(object);
        if (definition.metadata().deletionTimestamp().isPresent()) {
            return object;
        }
        List<String> finalizers = new ArrayList<>(definition.metadata().finalizers());
        if (!finalizers.contains(CustomResourceDefinitions.FINALIZER)) {
            finalizers.add(CustomResourceDefinitions.FINALIZER);
        }
        return CustomResourceDefinitions.withCondition(
                        definition.withMetadata(definition.metadata().withFinalizers(finalizers)),
                        CustomResourceDefinitions.condition(
                                CustomResourceDefinitions.TERMINATING,
                                true,
                                "InstanceDeletionPending",
                                "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon"),
                        now)
                .struct();
    }

    /** Name, Scope, Versions, Created At, Group, Kind, ShortNames, Established. */
    @Override
    public List<Object> tableCells(Struct object) {
        CustomResourceDefinition definition = new CustomResourceDefinition(object);
        var spec = definition.spec();
        String versions = spec.versions().stream()
                .filter(CustomResourceDefinitionVersion::served)
                .map(version -> version.name() + (version.storage() ? "(storage)" : ""))
                .collect(Collectors.joining(","));
        boolean established = definition.status().conditions().stream()
                .anyMatch(condition -> condition.type().equals("Established")
                        && condition.status().equals("True"));
        return List.of(
                definition.name(),
                spec.scope(),
                versions,
                Cell.createdAt(definition.metadata()),
                spec.group(),
                spec.names().kind(),
                String.join(",", spec.names().shortNames()),
                established);
    }

    @Override
    void validate(Struct object, List<FieldError> errors) {
        DefinitionValidator.definition(new CustomResourceDefinition(object), errors);
    }

    @Override
    void validateNew(Struct object, List<FieldError> errors) {
        DefinitionValidator.created(new CustomResourceDefinition(object), errors);
    }

    @Override
    void validateChange(Struct object, Struct old, List<FieldError> errors) {
        DefinitionValidator.change(new CustomResourceDefinition(object), new CustomResourceDefinition(old), errors);
    }
}
