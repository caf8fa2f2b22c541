package dev.carafe.kubernetes.scheduler.framework;

import java.util.Set;

/** What a plugin says of a pod before any node is looked at. */
public sealed interface PreFilterResult {
    /** Nothing: every node is to be looked at. */
    record AllNodes() implements PreFilterResult {}

    /** The plugin's filter has nothing to look at in this pod and is left out of this cycle. */
    record Skip() implements PreFilterResult {}

    /** Only these nodes can do. */
    record OnlyNodes(Set<String> names) implements PreFilterResult {}

    /** No node can do. */
    record Rejected(Rejection rejection) implements PreFilterResult {}

    PreFilterResult ALL_NODES = new AllNodes();
    PreFilterResult SKIP = new Skip();
}
