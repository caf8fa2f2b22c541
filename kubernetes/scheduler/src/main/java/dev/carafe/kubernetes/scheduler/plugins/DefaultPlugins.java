package dev.carafe.kubernetes.scheduler.plugins;

import dev.carafe.kubernetes.scheduler.framework.AffinityTerm;
import dev.carafe.kubernetes.scheduler.framework.Framework;
import dev.carafe.kubernetes.scheduler.framework.Plugin;
import java.util.List;
import java.util.Map;

/** The default profile: upstream's plugins, order and weights, as far as they are built. */
public final class DefaultPlugins {
    private DefaultPlugins() {}

    /**
     * The profile's framework.
     *
     * @param binder the plugin that binds
     * @param namespaces for affinities that select namespaces by their labels
     */
    public static Framework framework(Plugin.Bind binder, AffinityTerm.NamespaceLabels namespaces) {
        return new Framework(
                List.of(
                        new PrioritySort(),
                        new SchedulingGates(),
                        new NodeUnschedulable(),
                        new NodeName(),
                        new TaintToleration(),
                        new NodeAffinity(),
                        new NodePorts(),
                        new NodeResourcesFit(),
                        new InterPodAffinity(namespaces),
                        new NodeResourcesBalancedAllocation(),
                        new ImageLocality(),
                        new DefaultPreemption(),
                        binder),
                Map.of("TaintToleration", 3, "NodeAffinity", 2, "InterPodAffinity", 2));
    }
}
