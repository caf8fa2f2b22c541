package dev.carafe.vsphere.vcenter.module;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Machines of a cluster that belong together.
 *
 * @param machines their ids, in the order in which they came
 */
public record ClusterModule(String id, String cluster, Set<String> machines) {
    public ClusterModule {
        machines = Collections.unmodifiableSet(new LinkedHashSet<>(machines));
    }

    public ClusterModule with(Set<String> members) {
        return new ClusterModule(id, cluster, members);
    }
}
