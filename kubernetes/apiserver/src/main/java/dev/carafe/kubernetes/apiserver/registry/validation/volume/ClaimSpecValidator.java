package dev.carafe.kubernetes.apiserver.registry.validation.volume;

import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaimSpec;
import dev.carafe.kubernetes.api.core.v1.TypedLocalObjectReference;
import dev.carafe.kubernetes.api.core.v1.TypedObjectReference;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.LabelSelectorValidator;
import java.util.List;
import java.util.Objects;

/** What a claim asks for, wherever it stands: alone, as a template of a stateful set's, or of a pod's ephemeral volume. */
public final class ClaimSpecValidator {
    private static final List<String> ACCESS_MODES =
            List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");
    private static final String ONE_POD = "ReadWriteOncePod";
    private static final List<String> VOLUME_MODES = List.of("Block", "Filesystem");

    private ClaimSpecValidator() {}

    /** Checks a claim that is new. */
    public static void validate(PersistentVolumeClaimSpec spec, FieldPath path, List<FieldError> errors) {
        validate(spec, new PersistentVolumeClaimSpec(Struct.EMPTY), path, errors);
    }

    /** Checks a claim; a selector and the group of a source that {@code old} has too are let pass. */
    public static void validate(
            PersistentVolumeClaimSpec spec, PersistentVolumeClaimSpec old, FieldPath path, List<FieldError> errors) {
        if (spec.accessModes().isEmpty()) {
            errors.add(FieldError.required(path.child("accessModes"), "at least 1 access mode is required"));
        }
        if (spec.hasSelector()
                && !Objects.equals(spec.selector().struct(), old.struct().struct("selector"))) {
            LabelSelectorValidator.validate(spec.selector(), path.child("selector"), errors);
        }
        accessModes(spec.accessModes(), path.child("accessModes"), errors);
        size(spec, path.child("resources").key("storage"), errors);
        className(spec.storageClassName(), path.child("storageClassName"), errors);
        if (spec.hasVolumeMode()) {
            Check.oneOf(errors, path.child("volumeMode"), spec.volumeMode(), VOLUME_MODES);
        }
        boolean anyGroup = old.dataSource().hasApiGroup() || old.dataSourceRef().hasApiGroup();
        sources(spec, anyGroup, path, errors);
        className(spec.volumeAttributesClassName(), path.child("volumeAttributesClassName"), errors);
    }

    /** Checks how a volume can be mounted: by one pod alone, or in other ways. */
    static void accessModes(List<String> modes, FieldPath path, List<FieldError> errors) {
        modes.forEach(mode -> Check.oneOf(errors, path, mode, ACCESS_MODES));
        if (modes.contains(ONE_POD)
                && modes.stream().anyMatch(mode -> ACCESS_MODES.contains(mode) && !mode.equals(ONE_POD))) {
            errors.add(FieldError.forbidden(path, "may not use ReadWriteOncePod with other access modes"));
        }
    }

    private static void size(PersistentVolumeClaimSpec spec, FieldPath path, List<FieldError> errors) {
        Quantity asked = spec.resources().requests().get("storage");
        if (asked == null) {
            errors.add(FieldError.required(path, ""));
        } else if (asked.signum() <= 0) {
            errors.add(FieldError.invalid(path, asked.toString(), "must be greater than zero"));
        }
    }

    /** A name of a class, where there is one. */
    static void className(String name, FieldPath path, List<FieldError> errors) {
        if (!name.isEmpty()) {
            Check.rule(errors, path, name, Names.dns1123Subdomain(name));
        }
    }

    /** What a volume is filled with at first, which two fields say. */
    private static void sources(
            PersistentVolumeClaimSpec spec, boolean anyGroup, FieldPath path, List<FieldError> errors) {
        TypedLocalObjectReference source = spec.dataSource();
        TypedObjectReference reference = spec.dataSourceRef();
        if (spec.hasDataSource()) {
            source(source.name(), source.kind(), source.apiGroup(), anyGroup, path.child("dataSource"), errors);
        }
        if (!spec.hasDataSourceRef()) {
            return;
        }
        FieldPath at = path.child("dataSourceRef");
        source(reference.name(), reference.kind(), reference.apiGroup(), anyGroup, at, errors);
        String namespace = reference.namespace();
        if (!namespace.isEmpty()) {
            Check.rule(errors, at.child("namespace"), namespace, Names.dns1123Label(namespace));
        }
        if (!spec.hasDataSource()) {
            return;
        }
        Struct shown = Struct.EMPTY; // upstream shows a path, of which nothing can be seen
        if (!namespace.isEmpty()) {
            errors.add(
                    FieldError.invalid(path, shown, "may not be specified when dataSourceRef.namespace is specified"));
        } else if (!isSame(source, reference)) {
            errors.add(FieldError.invalid(path, shown, "must match dataSourceRef"));
        }
    }

    private static boolean isSame(TypedLocalObjectReference source, TypedObjectReference reference) {
        return source.kind().equals(reference.kind())
                && source.name().equals(reference.name())
                && source.hasApiGroup() == reference.hasApiGroup()
                && source.apiGroup().equals(reference.apiGroup());
    }

    private static void source(
            String name, String kind, String group, boolean anyGroup, FieldPath path, List<FieldError> errors) {
        Check.present(errors, path.child("name"), name);
        Check.present(errors, path.child("kind"), kind);
        if (group.isEmpty()) {
            if (!kind.equals("PersistentVolumeClaim")) {
                errors.add(FieldError.invalid(
                        path, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup"));
            }
        } else if (!anyGroup) {
            Check.rule(errors, path.child("apiGroup"), group, Names.dns1123Subdomain(group));
        }
    }
}
