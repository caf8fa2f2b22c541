package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.Affinity;
import dev.carafe.kubernetes.api.core.v1.NodeAffinity;
import dev.carafe.kubernetes.api.core.v1.PodAffinityTerm;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.core.v1.WeightedPodAffinityTerm;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import java.util.List;

/** What clients are warned of in where pods want to be: labels of nodes that have a successor, selectors that select no pod. */
final class PlacementWarnings {
    private static final String NO_POD = ": a null labelSelector results in matching no pod";

    private final FieldPath path;
    private final List<String> warnings;

    /**
     * The warnings of one pod.
     *
     * @param path where its specification is
     * @param warnings takes them
     */
    PlacementWarnings(FieldPath path, List<String> warnings) {
        this.path = path;
        this.warnings = warnings;
    }

    /** Warns of the nodes that a pod asks for, and of how its like are spread over them. */
    void nodes(PodSpec spec) {
        spec.nodeSelector()
                .keySet()
                .forEach(label -> label(label, path.child("nodeSelector").key(label) + ": "));
        if (spec.hasAffinity()) {
            nodes(spec.affinity().nodeAffinity(), path.child("affinity").child("nodeAffinity"));
        }
        spread(spec);
    }

    private void label(String label, String prefix) {
        String advice = DeprecatedNodeLabels.advice(label);
        if (advice != null) {
            warnings.add(prefix + advice);
        }
    }

    private void nodes(NodeAffinity affinity, FieldPath at) {
        var required = affinity.requiredDuringSchedulingIgnoredDuringExecution().nodeSelectorTerms();
        FieldPath terms =
                at.child("requiredDuringSchedulingIgnoredDuringExecution").child("nodeSelectorTerms");
        for (int i = 0; i < required.size(); i++) {
            warnings.addAll(DeprecatedNodeLabels.warnings(required.get(i), terms.index(i)));
        }
        var preferred = affinity.preferredDuringSchedulingIgnoredDuringExecution();
        terms = at.child("preferredDuringSchedulingIgnoredDuringExecution");
        for (int i = 0; i < preferred.size(); i++) {
            warnings.addAll(DeprecatedNodeLabels.warnings(
                    preferred.get(i).preference(), terms.index(i).child("preference")));
        }
    }

    private void spread(PodSpec spec) {
        var constraints = spec.topologySpreadConstraints();
        for (int i = 0; i < constraints.size(); i++) {
            FieldPath at = path.child("topologySpreadConstraints").index(i);
            String key = constraints.get(i).topologyKey();
            label(key, at.child("topologyKey") + ": " + key + " is ");
            if (!constraints.get(i).hasLabelSelector()) {
                warnings.add(at.child("labelSelector") + NO_POD);
            }
        }
    }

    /** Warns of the pods that a pod wants to be near to or far from. */
    void pods(Affinity affinity) {
        FieldPath at = path.child("affinity").child("podAffinity");
        pods(affinity.podAffinity().requiredDuringSchedulingIgnoredDuringExecution(), at);
        weighted(affinity.podAffinity().preferredDuringSchedulingIgnoredDuringExecution(), at);
        at = path.child("affinity").child("podAntiAffinity");
        pods(affinity.podAntiAffinity().requiredDuringSchedulingIgnoredDuringExecution(), at);
        weighted(affinity.podAntiAffinity().preferredDuringSchedulingIgnoredDuringExecution(), at);
    }

    private void pods(List<PodAffinityTerm> terms, FieldPath at) {
        for (int i = 0; i < terms.size(); i++) {
            if (!terms.get(i).hasLabelSelector()) {
                warnings.add(at.child("requiredDuringSchedulingIgnoredDuringExecution")
                                .index(i)
                                .child("labelSelector")
                        + NO_POD);
            }
        }
    }

    private void weighted(List<WeightedPodAffinityTerm> terms, FieldPath at) {
        for (int i = 0; i < terms.size(); i++) {
            if (!terms.get(i).podAffinityTerm().hasLabelSelector()) {
                warnings.add(at.child("preferredDuringSchedulingIgnoredDuringExecution")
                                .index(i)
                                .child("podAffinityTerm")
                                .child("labelSelector")
                        + NO_POD);
            }
        }
    }
}
