package dev.carafe.kubernetes.scheduler.framework;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.PodSpec;

/**
 * What a pod asks a node for. Containers run together, init containers one after the other beside the sidecars started
 * before them; so a pod asks for the larger of both, and its overhead. Source: KEP-753 (sidecar containers) and the
 * resource helpers of k8s.io/component-helpers.
 */
final class PodRequests {
    /** What scoring counts for a container that asks for nothing, so that such containers spread too. */
    private static final long CPU_MILLIS_DEFAULT = 100;

    private static final long MEMORY_BYTES_DEFAULT = 200L << 20;

    private PodRequests() {}

    /** The requests, as filters count them. */
    static Resources of(PodSpec spec) {
        return sum(spec, false);
    }

    /** The requests with something for containers that ask for nothing, as scoring counts them. */
    static Resources nonZero(PodSpec spec) {
        return sum(spec, true);
    }

    private static Resources sum(PodSpec spec, boolean nonZero) {
        Resources running = new Resources();
        spec.containers().forEach(container -> running.add(requests(container, nonZero)));
        Resources sidecars = new Resources();
        Resources starting = new Resources();
        for (Container container : spec.initContainers()) {
            Resources own = requests(container, nonZero);
            if (container.restartPolicy().equals("Always")) {
                running.add(own);
                sidecars.add(own);
                starting.raiseTo(sidecars);
            } else {
                own.add(sidecars);
                starting.raiseTo(own);
            }
        }
        running.raiseTo(starting);
        if (spec.hasResources()) {
            running.raiseTo(Resources.of(spec.resources().requests()));
        }
        running.add(Resources.of(spec.overhead()));
        return running;
    }

    private static Resources requests(Container container, boolean nonZero) {
        var requests = container.resources().requests();
        Resources resources = Resources.of(requests);
        if (nonZero) {
            resources.setCpuAndMemory(
                    requests.containsKey("cpu") ? resources.milliCpu() : CPU_MILLIS_DEFAULT,
                    requests.containsKey("memory") ? resources.memoryBytes() : MEMORY_BYTES_DEFAULT);
        }
        return resources;
    }
}
