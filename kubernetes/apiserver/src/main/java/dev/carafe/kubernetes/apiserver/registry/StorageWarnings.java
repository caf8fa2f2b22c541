package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.NodeSelectorTerm;
import dev.carafe.kubernetes.api.core.v1.PersistentVolume;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaim;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaimSpec;
import dev.carafe.kubernetes.api.storage.v1.StorageClass;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What clients are warned of in volumes, claims and storage classes (upstream's pkg/api/persistentvolume and others). */
final class StorageWarnings {
    private static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";
    private static final String CLASS_ADVICE = "deprecated since v1.8; use \"storageClassName\" attribute instead";
    private static final String OPTIONS_ANNOTATION = "volume.beta.kubernetes.io/mount-options";
    private static final String OPTIONS_ADVICE = "deprecated since v1.31; use \"mountOptions\" attribute instead";

    /** A kind of volume that nothing mounts any more: its field, and what is said of it, in upstream's order. */
    private record Plugin(String field, String said) {}

    private static final List<Plugin> PLUGINS = List.of(
            new Plugin("cephfs", "cephfs: deprecated in v1.28, non-functional in v1.31+"),
            new Plugin("photonPersistentDisk", "photonPersistentDisk: deprecated in v1.11, non-functional in v1.16+"),
            new Plugin("scaleIO", "scaleIO: deprecated in v1.16, non-functional in v1.22+"),
            new Plugin("storageos", "storageOS: deprecated in v1.22, non-functional in v1.25+"),
            new Plugin("glusterfs", "glusterfs: deprecated in v1.25, non-functional in v1.26+"),
            new Plugin("rbd", "rbd: deprecated in v1.28, non-functional in v1.31+"));

    private StorageWarnings() {}

    static List<String> volume(PersistentVolume volume) {
        List<String> warnings = new ArrayList<>();
        Map<String, String> annotations = new LinkedHashMap<>();
        annotations.put(CLASS_ANNOTATION, CLASS_ADVICE);
        annotations.put(OPTIONS_ANNOTATION, OPTIONS_ADVICE);
        annotations.forEach((name, advice) -> {
            if (volume.metadata().annotations().containsKey(name)) {
                warnings.add(FieldPath.of("metadata", "annotations").key(name) + ": " + advice);
            }
        });
        if (volume.spec().persistentVolumeReclaimPolicy().equals("Recycle")) {
            warnings.add("spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated."
                    + " Instead, the recommended approach is to use dynamic provisioning.");
        }
        FieldPath path = FieldPath.of("spec", "nodeAffinity", "required", "nodeSelectorTerms");
        List<NodeSelectorTerm> terms = volume.spec().nodeAffinity().required().nodeSelectorTerms();
        for (int i = 0; i < terms.size(); i++) {
            warnings.addAll(DeprecatedNodeLabels.warnings(terms.get(i), path.index(i)));
        }
        for (Plugin plugin : PLUGINS) {
            if (volume.spec().struct().has(plugin.field())) {
                warnings.add("spec." + plugin.said());
            }
        }
        return warnings;
    }

    static List<String> claim(PersistentVolumeClaim claim) {
        List<String> warnings = new ArrayList<>();
        if (claim.metadata().annotations().containsKey(CLASS_ANNOTATION)) {
            warnings.add(FieldPath.of("metadata", "annotations").key(CLASS_ANNOTATION) + ": " + CLASS_ADVICE);
        }
        claimSpec(claim.spec(), FieldPath.of("spec"), warnings);
        return warnings;
    }

    /** Warns of a claim that may be part of something else. */
    static void claimSpec(PersistentVolumeClaimSpec claim, FieldPath path, List<String> warnings) {
        FieldPath at = path.child("resources");
        ContainerWarnings.whole(
                warnings,
                claim.resources().requests().get("storage"),
                at.child("requests").key("storage"));
        ContainerWarnings.whole(
                warnings,
                claim.resources().limits().get("storage"),
                at.child("limits").key("storage"));
    }

    static List<String> storageClass(StorageClass storageClass) {
        List<String> warnings = new ArrayList<>();
        var topologies = storageClass.allowedTopologies();
        for (int i = 0; i < topologies.size(); i++) {
            FieldPath path = FieldPath.of("allowedTopologies").index(i).child("matchLabelExpressions");
            var expressions = topologies.get(i).matchLabelExpressions();
            for (int j = 0; j < expressions.size(); j++) {
                String advice = DeprecatedNodeLabels.advice(expressions.get(j).key());
                if (advice != null) {
                    warnings.add(path.index(j).child("key") + ": " + advice);
                }
            }
        }
        return warnings;
    }
}
