package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.Affinity;
import dev.carafe.kubernetes.api.core.v1.PodAffinity;
import dev.carafe.kubernetes.api.core.v1.PodAffinityTerm;
import dev.carafe.kubernetes.api.core.v1.PodAntiAffinity;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.core.v1.TopologySpreadConstraint;
import dev.carafe.kubernetes.api.core.v1.WeightedPodAffinityTerm;
import dev.carafe.kubernetes.api.meta.v1.LabelSelector;
import dev.carafe.kubernetes.api.meta.v1.LabelSelectorRequirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Selectors of a new pod that name keys of its own labels: what the labels are then is written into the selectors
 * (pkg/registry/core/pod, strategy.go).
 */
final class PodSelectors {
    private PodSelectors() {}

    static PodSpec completed(PodSpec given, Map<String, String> labels) {
        PodSpec spec = given;
        if (spec.hasTopologySpreadConstraints()) {
            spec = spec.withTopologySpreadConstraints(spec.topologySpreadConstraints().stream()
                    .map(constraint -> completed(constraint, labels))
                    .toList());
        }
        return spec.hasAffinity() ? spec.withAffinity(completed(spec.affinity(), labels)) : spec;
    }

    private static TopologySpreadConstraint completed(TopologySpreadConstraint constraint, Map<String, String> labels) {
        return constraint.matchLabelKeys().isEmpty() || !constraint.hasLabelSelector()
                ? constraint
                : constraint.withLabelSelector(
                        with(constraint.labelSelector(), constraint.matchLabelKeys(), "In", labels));
    }

    private static Affinity completed(Affinity given, Map<String, String> labels) {
        Affinity affinity = given;
        if (affinity.hasPodAffinity()) {
            affinity = affinity.withPodAffinity(completed(affinity.podAffinity(), labels));
        }
        return affinity.hasPodAntiAffinity()
                ? affinity.withPodAntiAffinity(new PodAntiAffinity(
                        completed(new PodAffinity(affinity.podAntiAffinity().struct()), labels)
                                .struct())) // both have the same fields
                : affinity;
    }

    private static PodAffinity completed(PodAffinity given, Map<String, String> labels) {
        PodAffinity affinity = given;
        List<WeightedPodAffinityTerm> preferred = affinity.preferredDuringSchedulingIgnoredDuringExecution();
        if (!preferred.isEmpty()) {
            affinity = affinity.withPreferredDuringSchedulingIgnoredDuringExecution(preferred.stream()
                    .map(term -> term.withPodAffinityTerm(completed(term.podAffinityTerm(), labels)))
                    .toList());
        }
        List<PodAffinityTerm> required = affinity.requiredDuringSchedulingIgnoredDuringExecution();
        return required.isEmpty()
                ? affinity
                : affinity.withRequiredDuringSchedulingIgnoredDuringExecution(
                        required.stream().map(term -> completed(term, labels)).toList());
    }

    private static PodAffinityTerm completed(PodAffinityTerm term, Map<String, String> labels) {
        if (!term.hasLabelSelector()
                || (term.matchLabelKeys().isEmpty() && term.mismatchLabelKeys().isEmpty())) {
            return term;
        }
        LabelSelector selector = with(term.labelSelector(), term.matchLabelKeys(), "In", labels);
        return term.withLabelSelector(with(selector, term.mismatchLabelKeys(), "NotIn", labels));
    }

    private static LabelSelector with(
            LabelSelector selector, List<String> keys, String operator, Map<String, String> labels) {
        List<LabelSelectorRequirement> expressions = new ArrayList<>(selector.matchExpressions());
        for (String key : keys) {
            String value = labels.get(key);
            if (value != null) {
                expressions.add(new LabelSelectorRequirement()
                        .withKey(key)
                        .withOperator(operator)
                        .withValues(List.of(value)));
            }
        }
        return expressions.isEmpty() ? selector : selector.withMatchExpressions(expressions);
    }
}
