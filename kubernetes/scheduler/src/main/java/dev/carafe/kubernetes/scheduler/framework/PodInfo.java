package dev.carafe.kubernetes.scheduler.framework;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.Toleration;
import java.time.Instant;
import java.util.List;

/** A pod with everything that plugins ask of it, computed once. Immutable. */
public final class PodInfo {
    private final Pod pod;
    private final Resources requests;
    private final Resources nonZeroRequests;
    private final List<HostPort> hostPorts;
    private final List<Toleration> tolerations;
    private final RequiredNodeAffinity requiredNodeAffinity;
    private final PodAffinities affinities;

    public PodInfo(Pod pod) {
        this.pod = pod;
        this.requests = PodRequests.of(pod.spec());
        this.nonZeroRequests = PodRequests.nonZero(pod.spec());
        this.hostPorts = HostPort.of(pod.spec());
        this.tolerations = List.copyOf(pod.spec().tolerations());
        this.requiredNodeAffinity = RequiredNodeAffinity.of(pod.spec());
        this.affinities = PodAffinities.of(pod);
    }

    public Pod pod() {
        return pod;
    }

    /** Tells pods apart, also two of one name that followed each other. */
    public String uid() {
        return pod.metadata().uid();
    }

    /** {@code namespace/name}. */
    public String key() {
        return pod.namespace() + "/" + pod.name();
    }

    public int priority() {
        return pod.spec().priority();
    }

    public Instant created() {
        return pod.metadata().creationTimestamp().orElse(Instant.EPOCH);
    }

    /** What it takes from a node. */
    public Resources requests() {
        return requests;
    }

    /** What scoring counts that it takes. */
    public Resources nonZeroRequests() {
        return nonZeroRequests;
    }

    public List<HostPort> hostPorts() {
        return hostPorts;
    }

    public List<Toleration> tolerations() {
        return tolerations;
    }

    public RequiredNodeAffinity requiredNodeAffinity() {
        return requiredNodeAffinity;
    }

    /** What it wishes about other pods. */
    public PodAffinities affinities() {
        return affinities;
    }

    @Override
    public String toString() {
        return key();
    }
}
