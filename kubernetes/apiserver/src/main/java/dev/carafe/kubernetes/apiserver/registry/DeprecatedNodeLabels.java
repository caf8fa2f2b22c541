package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.NodeSelectorRequirement;
import dev.carafe.kubernetes.api.core.v1.NodeSelectorTerm;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Labels of nodes that have a successor, and what is said to who selects by one (upstream's pkg/api/node/util.go). */
final class DeprecatedNodeLabels {
    private static final Map<String, String> ADVICE = Map.of(
            "beta.kubernetes.io/arch", "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
            "beta.kubernetes.io/os", "deprecated since v1.14; use \"kubernetes.io/os\" instead",
            "failure-domain.beta.kubernetes.io/region",
                    "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
            "failure-domain.beta.kubernetes.io/zone",
                    "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
            "beta.kubernetes.io/instance-type",
                    "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead",
            "app.kubernetes.io/created-by", "deprecated since v1.9",
            "scheduler.alpha.kubernetes.io/preferAvoidPods",
                    "deprecated since v1.22; use Taints and Tolerations instead",
            "node-role.kubernetes.io/master", "use \"node-role.kubernetes.io/control-plane\" instead");

    private DeprecatedNodeLabels() {}

    /** What to do instead of using a label; null where it is not deprecated. */
    static @Nullable String advice(String label) {
        return ADVICE.get(label);
    }

    /** Warnings for the expressions of a selector's term. */
    static List<String> warnings(NodeSelectorTerm term, FieldPath path) {
        List<String> warnings = new ArrayList<>();
        List<NodeSelectorRequirement> expressions = term.matchExpressions();
        for (int i = 0; i < expressions.size(); i++) {
            String label = expressions.get(i).key();
            String advice = advice(label);
            if (advice != null) {
                warnings.add(path.child("matchExpressions").index(i).child("key") + ": " + label + " is " + advice);
            }
        }
        return warnings;
    }
}
