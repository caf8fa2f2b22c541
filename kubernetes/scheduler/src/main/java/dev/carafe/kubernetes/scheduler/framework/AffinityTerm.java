package dev.carafe.kubernetes.scheduler.framework;

import dev.carafe.kubernetes.api.core.v1.PodAffinityTerm;
import dev.carafe.kubernetes.apimachinery.labels.LabelSelector;
import dev.carafe.kubernetes.apimachinery.labels.SelectorException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A wish of a pod to be near, or far from, pods that a selector names (core/v1 PodAffinityTerm).
 *
 * @param topologyKey the node label that says what near means
 * @param selector which pods are meant
 * @param namespaces in which namespaces, by name
 * @param namespaceSelector and in which by their labels
 * @param weight how much the wish counts, 0 for one that must be met
 */
public record AffinityTerm(
        String topologyKey,
        LabelSelector selector,
        Set<String> namespaces,
        Optional<LabelSelector> namespaceSelector,
        int weight) {

    /** The labels of a namespace, for selectors of namespaces. */
    @FunctionalInterface
    public interface NamespaceLabels {
        java.util.Map<String, String> of(String namespace);
    }

    static AffinityTerm of(PodAffinityTerm term, String ownNamespace, int weight) {
        boolean own = term.namespaces().isEmpty() && !term.hasNamespaceSelector();
        return new AffinityTerm(
                term.topologyKey(),
                term.hasLabelSelector() ? selector(term.labelSelector().struct()) : LabelSelector.nothing(),
                own ? Set.of(ownNamespace) : Set.copyOf(List.copyOf(term.namespaces())),
                term.hasNamespaceSelector()
                        ? Optional.of(selector(term.namespaceSelector().struct()))
                        : Optional.empty(),
                weight);
    }

    /** The API server refuses selectors that cannot be read; one that came another way selects nothing. */
    private static LabelSelector selector(dev.carafe.kubernetes.apimachinery.value.Struct tree) {
        try {
            return LabelSelector.ofTree(tree);
        } catch (SelectorException _) {
            return LabelSelector.nothing();
        }
    }

    /** Whether a pod is one of those that are meant. */
    public boolean matches(PodInfo pod, NamespaceLabels labels) {
        String namespace = pod.pod().namespace();
        boolean inNamespace = namespaces.contains(namespace)
                || namespaceSelector
                        .filter(wanted -> wanted.isEverything() || wanted.matches(labels.of(namespace)))
                        .isPresent();
        return inNamespace && selector.matches(pod.pod().metadata().labels());
    }
}
