package dev.carafe.kubernetes.apiserver.admission;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which labels a kubelet may not give its node, or it could have others' pods put there: those below {@code node-restriction.kubernetes.io},
 * and Kubernetes' own but for the ones that say what a node is (plugin/pkg/admission/noderestriction, pkg/apis of the kubelet).
 */
final class NodeLabelRestriction {
    private static final String RESTRICTED = "node-restriction.kubernetes.io";

    private static final Set<String> OF_KUBELETS = Set.of(
            "kubernetes.io/hostname",
            "topology.kubernetes.io/zone",
            "topology.kubernetes.io/region",
            "failure-domain.beta.kubernetes.io/zone",
            "failure-domain.beta.kubernetes.io/region",
            "beta.kubernetes.io/instance-type",
            "node.kubernetes.io/instance-type",
            "kubernetes.io/os",
            "kubernetes.io/arch",
            "beta.kubernetes.io/os",
            "beta.kubernetes.io/arch");

    private NodeLabelRestriction() {}

    /** The labels that it may not change among those that differ, sorted. */
    static List<String> forbidden(Map<String, String> now, Map<String, String> before) {
        return Stream.concat(now.keySet().stream(), before.keySet().stream())
                .filter(key -> !Objects.equals(now.get(key), before.get(key)))
                .filter(NodeLabelRestriction::isForbidden)
                .distinct()
                .sorted()
                .toList();
    }

    private static boolean isForbidden(String key) {
        int slash = key.indexOf('/');
        String namespace = slash < 0 ? "" : key.substring(0, slash);
        if (isWithin(namespace, RESTRICTED)) {
            return true;
        }
        boolean ofKubernetes = isWithin(namespace, "kubernetes.io") || isWithin(namespace, "k8s.io");
        boolean ofKubelets = OF_KUBELETS.contains(key)
                || isWithin(namespace, "kubelet.kubernetes.io")
                || isWithin(namespace, "node.kubernetes.io");
        return ofKubernetes && !ofKubelets;
    }

    private static boolean isWithin(String namespace, String domain) {
        return namespace.equals(domain) || namespace.endsWith("." + domain);
    }
}
