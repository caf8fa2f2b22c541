package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import dev.carafe.kubernetes.api.core.v1.Affinity;
import dev.carafe.kubernetes.api.core.v1.NodeAffinity;
import dev.carafe.kubernetes.api.core.v1.NodeSelectorTerm;
import dev.carafe.kubernetes.api.core.v1.PodSchedulingGate;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.validation.InternalForm;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What may change in a pod that is not scheduled yet: its gates open, and its choice of nodes gets narrower. */
final class GatedPodValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath TERMS = SPEC.child("affinity")
            .child("nodeAffinity")
            .child("requiredDuringSchedulingIgnoredDuringExecution")
            .child("nodeSelectorTerms");

    private GatedPodValidator() {}

    static void gates(PodSpec spec, PodSpec old, List<FieldError> errors) {
        List<PodSchedulingGate> gates = spec.schedulingGates();
        Set<String> before =
                old.schedulingGates().stream().map(PodSchedulingGate::name).collect(Collectors.toSet());
        for (int i = 0; i < gates.size(); i++) {
            if (!before.contains(gates.get(i).name())) {
                errors.add(FieldError.forbidden(
                        SPEC.child("schedulingGates").index(i).child("name"),
                        "only deletion is allowed, but found new scheduling gate '"
                                + gates.get(i).name() + "'"));
            }
        }
    }

    static void nodeSelector(Map<String, String> now, Map<String, String> before, List<FieldError> errors) {
        if (!now.entrySet().containsAll(before.entrySet())) {
            errors.add(FieldError.invalid(
                    SPEC.child("nodeSelector"),
                    now.isEmpty() ? Null.NULL : Struct.of(now),
                    "only additions to spec.nodeSelector are allowed (no mutations or deletions)"));
        }
    }

    static void nodeAffinity(NodeAffinity now, NodeAffinity before, List<FieldError> errors) {
        List<NodeSelectorTerm> terms =
                now.requiredDuringSchedulingIgnoredDuringExecution().nodeSelectorTerms();
        List<NodeSelectorTerm> old =
                before.requiredDuringSchedulingIgnoredDuringExecution().nodeSelectorTerms();
        if (old.isEmpty()) {
            return;
        }
        if (old.size() != terms.size()) {
            errors.add(FieldError.invalid(
                    TERMS,
                    terms.isEmpty() ? Null.NULL : InternalForm.terms(terms),
                    "no additions/deletions to non-empty NodeSelectorTerms list are allowed"));
            return;
        }
        for (int i = 0; i < old.size(); i++) {
            if (!isNarrower(terms.get(i), old.get(i))) {
                errors.add(FieldError.invalid(
                        TERMS.index(i),
                        InternalForm.terms(List.of(terms.get(i))).getFirst(),
                        "only additions are allowed (no mutations or deletions)"));
            }
        }
    }

    /** Requirements may follow those that are there; a term without any matches nothing, and stays so. */
    private static boolean isNarrower(NodeSelectorTerm term, NodeSelectorTerm old) {
        boolean none = old.matchExpressions().isEmpty() && old.matchFields().isEmpty();
        return none
                ? term.matchExpressions().isEmpty() && term.matchFields().isEmpty()
                : startsWith(term.matchExpressions(), old.matchExpressions())
                        && startsWith(term.matchFields(), old.matchFields());
    }

    private static boolean startsWith(List<?> list, List<?> start) {
        return list.size() >= start.size() && list.subList(0, start.size()).equals(start);
    }

    /** The new specification with the old choice of nodes. */
    static PodSpec withNodesOf(PodSpec old, PodSpec spec) {
        PodSpec munged = old.hasNodeSelector() ? spec.withNodeSelector(old.nodeSelector()) : spec.withoutNodeSelector();
        if (munged.affinity().nodeAffinity().equals(old.affinity().nodeAffinity())) {
            return munged;
        }
        Affinity affinity = old.affinity().hasNodeAffinity()
                ? munged.affinity().withNodeAffinity(old.affinity().nodeAffinity())
                : munged.affinity().withoutNodeAffinity();
        return affinity.struct().isEmpty() && !old.hasAffinity()
                ? munged.withoutAffinity()
                : munged.withAffinity(affinity);
    }
}
