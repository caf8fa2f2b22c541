package dev.carafe.kubernetes.apiserver.registry.validation.volume;

import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaim;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaimSpec;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.validation.InternalForm;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A claim as errors show it: upstream's internal type, with all fields in their order. */
public final class ClaimForm {
    private ClaimForm() {}

    /** The whole claim, whose metadata are among its own fields. */
    public static Struct of(PersistentVolumeClaim claim) {
        Struct.Builder out = Struct.builder();
        out.putAll(claim.metadata().struct());
        out.put("Spec", spec(claim.spec()));
        out.put(
                "Status",
                InternalForm.of(
                        claim.status().struct(),
                        "phase",
                        "accessModes",
                        "capacity",
                        "conditions",
                        "allocatedResources",
                        "allocatedResourceStatuses",
                        "currentVolumeAttributesClassName",
                        "modifyVolumeStatus",
                        "healthStatus"));
        return out.build();
    }

    static Struct spec(PersistentVolumeClaimSpec spec) {
        Struct struct = spec.struct();
        Struct resources = InternalForm.of(
                Struct.of(
                        "limits", sorted(spec.resources().struct().struct("limits")),
                        "requests", sorted(spec.resources().struct().struct("requests"))),
                "limits",
                "requests");
        Struct shown = InternalForm.of(
                struct.with("resources", resources).with("volumeName", spec.volumeName()),
                "accessModes",
                "selector",
                "resources",
                "volumeName",
                "storageClassName",
                "volumeMode",
                "dataSource",
                "dataSourceRef",
                "volumeAttributesClassName");
        return shown.with("DataSource", reference(struct.struct("dataSource"), "kind", "name"))
                .with("DataSourceRef", reference(struct.struct("dataSourceRef"), "kind", "name", "namespace"));
    }

    /** A map with its keys in the order of the alphabet. */
    static Object sorted(@Nullable Struct map) {
        if (map == null) {
            return Null.NULL;
        }
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach(sorted::put);
        Struct.Builder out = Struct.builder();
        sorted.forEach(out::put);
        return out.build();
    }

    private static Object reference(@Nullable Struct reference, String... names) {
        if (reference == null) {
            return Null.NULL;
        }
        Struct.Builder out = Struct.builder();
        out.put("APIGroup", Objects.requireNonNullElse(reference.get("apiGroup"), Null.NULL));
        return out.putAll(InternalForm.of(reference, names)).build();
    }
}
