package dev.carafe.kubernetes.cloudcontrollermanager.node;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The labels by which a node says where and what it is, each under its older name and its present one; no I/O. */
final class NodeLabels {
    /** One fact under two names; the older is the one that counts, as upstream has it since 1.17. */
    private record Pair(String beta, String stable) {}

    private static final Pair TYPE = new Pair("beta.kubernetes.io/instance-type", "node.kubernetes.io/instance-type");
    private static final Pair ZONE = new Pair("failure-domain.beta.kubernetes.io/zone", "topology.kubernetes.io/zone");
    private static final Pair REGION =
            new Pair("failure-domain.beta.kubernetes.io/region", "topology.kubernetes.io/region");

    private NodeLabels() {}

    static Map<String, String> instanceType(String value) {
        return both(TYPE, value);
    }

    static Map<String, String> zone(String value) {
        return both(ZONE, value);
    }

    static Map<String, String> region(String value) {
        return both(REGION, value);
    }

    private static Map<String, String> both(Pair pair, String value) {
        return value.isEmpty() ? Map.of() : Map.of(pair.beta(), value, pair.stable(), value);
    }

    /** The labels under present names that are missing or differ from those under older names. */
    static Map<String, String> missing(Map<String, String> labels) {
        Map<String, String> missing = new LinkedHashMap<>();
        for (Pair pair : List.of(ZONE, REGION, TYPE)) {
            String wanted = labels.get(pair.beta());
            if (wanted != null && !wanted.equals(labels.get(pair.stable()))) {
                missing.put(pair.stable(), wanted);
            }
        }
        return missing;
    }
}
