package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import dev.carafe.kubernetes.api.core.v1.Affinity;
import dev.carafe.kubernetes.api.core.v1.NodeAffinity;
import dev.carafe.kubernetes.api.core.v1.PodAffinityTerm;
import dev.carafe.kubernetes.api.core.v1.PreferredSchedulingTerm;
import dev.carafe.kubernetes.api.core.v1.WeightedPodAffinityTerm;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.LabelSelectorValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.NodeSelectorValidator;
import java.util.List;

/** Near which nodes and pods a pod wants to be, and which pods it wants to be far from. */
final class AffinityValidator {
    private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
    private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

    private AffinityValidator() {}

    static void affinity(Affinity affinity, FieldPath path, List<FieldError> errors) {
        if (affinity.hasNodeAffinity()) {
            node(affinity.nodeAffinity(), path.child("nodeAffinity"), errors);
        }
        if (affinity.hasPodAffinity()) {
            pods(
                    affinity.podAffinity().requiredDuringSchedulingIgnoredDuringExecution(),
                    affinity.podAffinity().preferredDuringSchedulingIgnoredDuringExecution(),
                    path.child("podAffinity"),
                    errors);
        }
        if (affinity.hasPodAntiAffinity()) {
            pods(
                    affinity.podAntiAffinity().requiredDuringSchedulingIgnoredDuringExecution(),
                    affinity.podAntiAffinity().preferredDuringSchedulingIgnoredDuringExecution(),
                    path.child("podAntiAffinity"),
                    errors);
        }
    }

    private static void node(NodeAffinity affinity, FieldPath path, List<FieldError> errors) {
        if (affinity.hasRequiredDuringSchedulingIgnoredDuringExecution()) {
            NodeSelectorValidator.required(
                    affinity.requiredDuringSchedulingIgnoredDuringExecution(), path.child(REQUIRED), errors);
        }
        List<PreferredSchedulingTerm> preferred = affinity.preferredDuringSchedulingIgnoredDuringExecution();
        for (int i = 0; i < preferred.size(); i++) {
            FieldPath at = path.child(PREFERRED).index(i);
            weight(preferred.get(i).weight(), at, errors);
            NodeSelectorValidator.term(preferred.get(i).preference(), false, at.child("preference"), errors);
        }
    }

    private static void pods(
            List<PodAffinityTerm> required,
            List<WeightedPodAffinityTerm> preferred,
            FieldPath path,
            List<FieldError> errors) {
        for (int i = 0; i < required.size(); i++) {
            term(required.get(i), path.child(REQUIRED).index(i), errors);
        }
        for (int i = 0; i < preferred.size(); i++) {
            FieldPath at = path.child(PREFERRED).index(i);
            weight(preferred.get(i).weight(), at, errors);
            term(preferred.get(i).podAffinityTerm(), at.child("podAffinityTerm"), errors);
        }
    }

    private static void weight(int weight, FieldPath path, List<FieldError> errors) {
        if (weight < 1 || weight > 100) {
            errors.add(FieldError.invalid(path.child("weight"), (long) weight, "must be in the range 1-100"));
        }
    }

    private static void term(PodAffinityTerm term, FieldPath path, List<FieldError> errors) {
        if (term.hasLabelSelector()) {
            LabelSelectorValidator.validate(term.labelSelector(), path.child("labelSelector"), errors);
        }
        if (term.hasNamespaceSelector()) {
            LabelSelectorValidator.validate(term.namespaceSelector(), path.child("namespaceSelector"), errors);
        }
        for (String name : term.namespaces()) {
            Check.rule(errors, path.child("namespace"), name, Names.dns1123Label(name));
        }
        MatchLabelKeysValidator.keys(
                term.matchLabelKeys(),
                term.mismatchLabelKeys(),
                term.hasLabelSelector(),
                term.labelSelector(),
                path,
                errors);
        FieldPath topologyKey = path.child("topologyKey");
        if (term.topologyKey().isEmpty()) {
            errors.add(FieldError.required(topologyKey, "can not be empty"));
        }
        Check.rule(errors, topologyKey, term.topologyKey(), Names.qualifiedName(term.topologyKey()));
    }
}
