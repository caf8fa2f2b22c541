package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaim;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaimSpec;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What of volumes and claims may change (pkg/apis/core/validation). */
public final class VolumeUpdateValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath MODE = FieldPath.of("volumeMode"); // upstream's path
    private static final FieldPath ATTRIBUTES_CLASS = SPEC.child("volumeAttributesClassName");
    private static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";
    private static final String EXPAND_SECRET = "controllerExpandSecretRef";

    /** Labels that a volume's affinity may give up for their successors. */
    private static final Map<String, String> SUCCESSORS = Map.of(
            "failure-domain.beta.kubernetes.io/zone", "topology.kubernetes.io/zone",
            "failure-domain.beta.kubernetes.io/region", "topology.kubernetes.io/region",
            "beta.kubernetes.io/os", "kubernetes.io/os",
            "beta.kubernetes.io/arch", "kubernetes.io/arch",
            "beta.kubernetes.io/instance-type", "node.kubernetes.io/instance-type");

    private VolumeUpdateValidator() {}

    /** A volume stays where its data is; a secret with which it grows may be named later. */
    public static void volume(PersistentVolumeSpec spec, PersistentVolumeSpec old, List<FieldError> errors) {
        if (!source(withoutNewSecret(spec.struct(), old.struct())).equals(source(old.struct()))) {
            errors.add(FieldError.forbidden(
                    SPEC.child("persistentvolumesource"), "spec.persistentvolumesource is immutable after creation\n"));
        }
        Check.immutable(errors, MODE, spec.volumeMode(), old.volumeMode());
        if (old.hasNodeAffinity() && !isSameAffinity(spec.struct().get("nodeAffinity"), old.struct())) {
            errors.add(FieldError.invalid(
                    FieldPath.of("nodeAffinity"),
                    Objects.requireNonNullElse(spec.struct().get("nodeAffinity"), Null.NULL),
                    Check.IMMUTABLE + ", except for updating from beta label to GA"));
        }
        if (old.hasVolumeAttributesClassName() && !spec.hasVolumeAttributesClassName()) {
            errors.add(FieldError.forbidden(ATTRIBUTES_CLASS, "update from non-nil value to nil is forbidden"));
        }
    }

    /** What the volume is of, by type. */
    private static Map<String, Object> source(Struct spec) {
        Map<String, Object> source = new HashMap<>();
        for (String type : StorageValidator.VOLUME_TYPES) {
            Object value = spec.get(type);
            if (value != null && value != Null.NULL) {
                source.put(type, value);
            }
        }
        return source;
    }

    private static Struct withoutNewSecret(Struct spec, Struct old) {
        Struct csi = spec.struct("csi");
        Struct before = old.struct("csi");
        return csi != null && before != null && !before.has(EXPAND_SECRET)
                ? spec.with("csi", csi.without(EXPAND_SECRET))
                : spec;
    }

    private static boolean isSameAffinity(@Nullable Object now, Struct oldSpec) {
        return succeeds(now, oldSpec.get("nodeAffinity"), false);
    }

    /** Whether {@code now} is {@code old}, but for keys that gave way to their successors. */
    private static boolean succeeds(@Nullable Object now, @Nullable Object old, boolean isKey) {
        if (now instanceof Struct here && old instanceof Struct there && here.size() == there.size()) {
            for (int i = 0; i < there.size(); i++) {
                String name = there.nameAt(i);
                if (!succeeds(here.get(name), there.valueAt(i), name.equals("key"))) {
                    return false;
                }
            }
            return true;
        }
        if (now instanceof List<?> here && old instanceof List<?> there && here.size() == there.size()) {
            for (int i = 0; i < there.size(); i++) {
                if (!succeeds(here.get(i), there.get(i), false)) {
                    return false;
                }
            }
            return true;
        }
        return Objects.equals(now, old)
                || (isKey && old instanceof String key && Objects.equals(now, SUCCESSORS.get(key)));
    }

    /** A claim may be bound once, given the class that it had not; bound, it may grow and have other attributes. */
    public static void claim(PersistentVolumeClaim claim, PersistentVolumeClaim old, List<FieldError> errors) {
        PersistentVolumeClaimSpec spec = claim.spec();
        PersistentVolumeClaimSpec before = old.spec();
        if (!munged(claim, old, errors).equals(before)) {
            errors.add(FieldError.forbidden(
                    SPEC,
                    "spec is immutable after creation except resources.requests and volumeAttributesClassName for"
                            + " bound claims\n"));
        }
        Quantity asked = spec.resources().requests().getOrDefault("storage", Quantity.ZERO);
        Quantity had = old.status().capacity().getOrDefault("storage", Quantity.ZERO);
        if (asked.compareTo(before.resources().requests().getOrDefault("storage", Quantity.ZERO)) < 0
                && asked.compareTo(had) <= 0) {
            errors.add(FieldError.forbidden(
                    SPEC.child("resources").child("requests").child("storage"),
                    "field can not be less than status.capacity"));
        }
        Check.immutable(errors, MODE, spec.volumeMode(), before.volumeMode());
        if (old.status().hasCurrentVolumeAttributesClassName()
                && before.hasVolumeAttributesClassName()
                && spec.volumeAttributesClassName().isEmpty()) {
            String what = spec.hasVolumeAttributesClassName() ? "empty string" : "nil";
            errors.add(FieldError.forbidden(
                    ATTRIBUTES_CLASS,
                    "update to " + what + " is forbidden when status.currentVolumeAttributesClassName is not nil"));
        }
    }

    /** The spec with what may change as it was. */
    private static PersistentVolumeClaimSpec munged(
            PersistentVolumeClaim claim, PersistentVolumeClaim old, List<FieldError> errors) {
        PersistentVolumeClaimSpec before = old.spec();
        PersistentVolumeClaimSpec spec = claim.spec();
        if (before.volumeName().isEmpty() && !spec.volumeName().isEmpty()) {
            spec = spec.withoutVolumeName();
        }
        String named = old.metadata().annotations().getOrDefault(CLASS_ANNOTATION, "");
        String names = claim.metadata().annotations().getOrDefault(CLASS_ANNOTATION, "");
        boolean given = !before.hasStorageClassName()
                && spec.hasStorageClassName()
                && (named.isEmpty() || named.equals(spec.storageClassName()));
        if (given) {
            spec = spec.withoutStorageClassName();
        }
        if (!names.equals(named) && !(given && names.isEmpty())) {
            errors.add(FieldError.invalid(
                    FieldPath.of("metadata", "annotations").child(CLASS_ANNOTATION), names, Check.IMMUTABLE));
        }
        if (!old.status().phase().equals("Bound")) {
            return spec;
        }
        Struct requests = Objects.requireNonNullElse(spec.resources().struct().struct("requests"), Struct.EMPTY);
        Object size = before.struct().find(List.of("resources", "requests", "storage"));
        if (size != null && requests.has("storage")) {
            spec = new PersistentVolumeClaimSpec(spec.struct()
                    .with("resources", spec.resources().struct().with("requests", requests.with("storage", size))));
        }
        return before.hasVolumeAttributesClassName()
                ? spec.withVolumeAttributesClassName(before.volumeAttributesClassName())
                : spec.withoutVolumeAttributesClassName();
    }
}
