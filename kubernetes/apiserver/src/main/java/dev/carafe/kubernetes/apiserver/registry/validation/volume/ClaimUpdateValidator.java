package dev.carafe.kubernetes.apiserver.registry.validation.volume;

import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaim;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaimSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.UnifiedDiff;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Claims, and what of them may change (pkg/apis/core/validation). */
public final class ClaimUpdateValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath MODE = FieldPath.of("volumeMode"); // upstream's path
    private static final FieldPath ATTRIBUTES_CLASS = SPEC.child("volumeAttributesClassName");
    private static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";

    private ClaimUpdateValidator() {}

    /** Checks a claim that is new where nothing is {@code old}. */
    public static void claim(
            PersistentVolumeClaim claim, @Nullable PersistentVolumeClaim old, List<FieldError> errors) {
        if (old == null) {
            ClaimSpecValidator.validate(claim.spec(), SPEC, errors);
            return;
        }
        ClaimSpecValidator.validate(claim.spec(), old.spec(), SPEC, errors);
        update(claim, old, errors);
    }

    /** A claim may be bound once, given the class that it had not; bound, it may grow and have other attributes. */
    private static void update(PersistentVolumeClaim claim, PersistentVolumeClaim old, List<FieldError> errors) {
        Struct before = ClaimForm.spec(unbound(old.spec(), claim.spec()));
        Struct now = ClaimForm.spec(munged(claim, old, errors));
        if (!without(now).equals(without(before))) {
            errors.add(FieldError.forbidden(
                    SPEC,
                    "spec is immutable after creation except resources.requests and volumeAttributesClassName for"
                            + " bound claims\n" + UnifiedDiff.of(before, now)));
        }
        Quantity asked = claim.spec().resources().requests().getOrDefault("storage", Quantity.ZERO);
        Quantity had = old.status().capacity().getOrDefault("storage", Quantity.ZERO);
        if (asked.compareTo(old.spec().resources().requests().getOrDefault("storage", Quantity.ZERO)) < 0
                && asked.compareTo(had) <= 0) {
            errors.add(FieldError.forbidden(
                    SPEC.child("resources").child("requests").child("storage"),
                    "field can not be less than status.capacity"));
        }
        Check.immutable(errors, MODE, claim.spec().volumeMode(), old.spec().volumeMode());
        attributes(claim, old, errors);
    }

    /** The old claim with the volume that the new one has where it had none. */
    private static PersistentVolumeClaimSpec unbound(PersistentVolumeClaimSpec old, PersistentVolumeClaimSpec now) {
        return old.volumeName().isEmpty() && !now.volumeName().isEmpty() ? old.withVolumeName(now.volumeName()) : old;
    }

    private static void attributes(PersistentVolumeClaim claim, PersistentVolumeClaim old, List<FieldError> errors) {
        PersistentVolumeClaimSpec spec = claim.spec();
        if (old.status().hasCurrentVolumeAttributesClassName()
                && spec.volumeAttributesClassName().isEmpty()
                && !Objects.equals(
                        spec.struct().get("volumeAttributesClassName"),
                        old.spec().struct().get("volumeAttributesClassName"))) {
            String what = spec.hasVolumeAttributesClassName() ? "empty string" : "nil";
            errors.add(FieldError.forbidden(
                    ATTRIBUTES_CLASS,
                    "update to " + what + " is forbidden when status.currentVolumeAttributesClassName is not nil"));
        }
    }

    /** The new claim with what may change as it was. */
    private static PersistentVolumeClaimSpec munged(
            PersistentVolumeClaim claim, PersistentVolumeClaim old, List<FieldError> errors) {
        PersistentVolumeClaimSpec before = old.spec();
        PersistentVolumeClaimSpec spec = claim.spec();
        Map<String, String> annotations = claim.metadata().annotations();
        String named = old.metadata().annotations().get(CLASS_ANNOTATION);
        String names = annotations.get(CLASS_ANNOTATION);
        boolean given = !before.hasStorageClassName()
                && spec.hasStorageClassName()
                && (named == null || named.equals(spec.storageClassName()));
        if (given) {
            spec = spec.withoutStorageClassName();
        }
        boolean moved = given && named != null && (names == null || names.equals(named));
        if (!moved && !Objects.requireNonNullElse(names, "").equals(Objects.requireNonNullElse(named, ""))) {
            errors.add(FieldError.invalid(
                    FieldPath.of("metadata", "annotations").key(CLASS_ANNOTATION),
                    Objects.requireNonNullElse(names, ""),
                    Check.IMMUTABLE));
        }
        if (!claim.status().phase().equals("Bound")) {
            return spec;
        }
        Struct requests = spec.resources().struct().struct("requests");
        if (requests != null) {
            Object size = before.struct().find(List.of("resources", "requests", "storage"));
            spec = new PersistentVolumeClaimSpec(spec.struct()
                    .with(
                            "resources",
                            spec.resources()
                                    .struct()
                                    .with(
                                            "requests",
                                            size == null
                                                    ? requests.without("storage")
                                                    : requests.with("storage", size))));
        }
        return before.hasVolumeAttributesClassName()
                ? spec.withVolumeAttributesClassName(before.volumeAttributesClassName())
                : spec.withoutVolumeAttributesClassName();
    }

    /** Empty lists and maps as none. */
    private static Struct without(Struct shown) {
        Struct.Builder out = Struct.builder();
        shown.forEach((name, value) -> {
            boolean empty = value instanceof List<?> list && list.isEmpty();
            out.put(name, empty ? Null.NULL : value);
        });
        return out.build();
    }
}
