package dev.carafe.kubernetes.apiserver.registry.validation.volume;

import dev.carafe.kubernetes.api.core.v1.NodeSelectorRequirement;
import dev.carafe.kubernetes.api.core.v1.NodeSelectorTerm;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeSpec;
import dev.carafe.kubernetes.api.core.v1.VolumeNodeAffinity;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.InternalForm;
import dev.carafe.kubernetes.apiserver.registry.validation.UnifiedDiff;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What of a volume may change (pkg/apis/core/validation). */
public final class VolumeUpdateValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final String EXPAND_SECRET = "controllerExpandSecretRef";

    /** Labels that a volume's affinity may give up for their successors. */
    private static final Map<String, String> SUCCESSORS = Map.of(
            "failure-domain.beta.kubernetes.io/zone", "topology.kubernetes.io/zone",
            "failure-domain.beta.kubernetes.io/region", "topology.kubernetes.io/region",
            "beta.kubernetes.io/os", "kubernetes.io/os",
            "beta.kubernetes.io/arch", "kubernetes.io/arch",
            "beta.kubernetes.io/instance-type", "node.kubernetes.io/instance-type");

    private VolumeUpdateValidator() {}

    /**
     * A volume stays where its data is; a secret with which it grows may be named later.
     *
     * @param movable whether other nodes may reach it from now on
     */
    public static void volume(
            PersistentVolumeSpec spec, PersistentVolumeSpec old, boolean movable, List<FieldError> errors) {
        Struct now = PersistentSourceForm.of(withoutNewSecret(spec.struct(), old.struct()));
        Struct before = PersistentSourceForm.of(old.struct());
        if (!now.equals(before)) {
            errors.add(FieldError.forbidden(
                    SPEC.child("persistentvolumesource"),
                    "spec.persistentvolumesource is immutable after creation\n" + UnifiedDiff.of(before, now)));
        }
        Check.immutable(errors, FieldPath.of("volumeMode"), spec.volumeMode(), old.volumeMode()); // upstream's path
        if (!movable && old.hasNodeAffinity() && !isSameAffinity(spec.struct().get("nodeAffinity"), old.struct())) {
            errors.add(FieldError.invalid(
                    FieldPath.of("nodeAffinity"),
                    spec.hasNodeAffinity() ? shown(spec.nodeAffinity()) : Null.NULL,
                    Check.IMMUTABLE + ", except for updating from beta label to GA"));
        }
        if (old.hasVolumeAttributesClassName() && !spec.hasVolumeAttributesClassName()) {
            errors.add(FieldError.forbidden(
                    SPEC.child("volumeAttributesClassName"), "update from non-nil value to nil is forbidden"));
        }
    }

    private static Struct shown(VolumeNodeAffinity affinity) {
        return Struct.of(
                "Required",
                affinity.hasRequired()
                        ? Struct.of(
                                "NodeSelectorTerms",
                                affinity.required().nodeSelectorTerms().stream()
                                        .map(VolumeUpdateValidator::shown)
                                        .toList())
                        : Null.NULL);
    }

    private static Struct shown(NodeSelectorTerm term) {
        return Struct.of("MatchExpressions", shown(term.matchExpressions()), "MatchFields", shown(term.matchFields()));
    }

    private static Object shown(List<NodeSelectorRequirement> requirements) {
        return requirements.isEmpty()
                ? Null.NULL
                : requirements.stream()
                        .map(requirement -> InternalForm.of(requirement.struct(), "key", "operator", "values"))
                        .toList();
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
}
