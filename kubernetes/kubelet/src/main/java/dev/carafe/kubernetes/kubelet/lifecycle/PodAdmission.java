package dev.carafe.kubernetes.kubelet.lifecycle;

import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.kubelet.lifecycle.Admission.Admitted;
import dev.carafe.kubernetes.kubelet.lifecycle.Admission.Later;
import dev.carafe.kubernetes.kubelet.lifecycle.Admission.Rejected;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Takes or rejects pods, one after the other, and remembers which were taken: each pod is measured against all that
 * were taken before it and have not ended. Thread-safe.
 */
public final class PodAdmission {
    /** Where this machine's Node is read. */
    public interface Nodes {
        /** As last heard; empty when nothing was heard yet. */
        Optional<Node> known();

        /** As it is now, where that can be found out; may block. */
        Optional<Node> now();
    }

    private final Nodes nodes;
    private final ReentrantLock lock = new ReentrantLock();

    /** By uid, eldest first. Guarded by {@link #lock}. */
    private final Map<String, Pod> taken = new LinkedHashMap<>();

    public PodAdmission(Nodes nodes) {
        this.nodes = nodes;
    }

    /**
     * Decides on a pod that does not run yet. A pod is rejected only by what the Node says now: whoever gave the pod
     * to this machine may have heard of a change of it earlier.
     */
    public Admission admit(Pod pod) {
        Optional<Node> known = nodes.known();
        if (known.isEmpty()) {
            return new Later();
        }
        Optional<Rejected> problem = tryToTake(pod, known.get());
        if (problem.isPresent()) {
            Optional<Node> now = nodes.now().filter(node -> !node.equals(known.get()));
            if (now.isPresent()) {
                problem = tryToTake(pod, now.get());
            }
        }
        return problem.<Admission>map(rejected -> rejected).orElseGet(Admitted::new);
    }

    private Optional<Rejected> tryToTake(Pod pod, Node node) {
        lock.lock();
        try {
            Map<String, Pod> others = new LinkedHashMap<>(taken);
            others.remove(pod.metadata().uid());
            Optional<Rejected> problem = NodeFit.problem(pod, node, others.values());
            if (problem.isEmpty()) {
                taken.put(pod.metadata().uid(), pod);
            }
            return problem;
        } finally {
            lock.unlock();
        }
    }

    /** A pod that runs already, whatever the Node says: what runs is not ended for a changed label. */
    public void take(Pod pod) {
        lock.lock();
        try {
            taken.put(pod.metadata().uid(), pod);
        } finally {
            lock.unlock();
        }
    }

    /** A pod has ended and holds nothing any more. */
    public void release(String uid) {
        lock.lock();
        try {
            taken.remove(uid);
        } finally {
            lock.unlock();
        }
    }
}
