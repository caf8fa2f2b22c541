package dev.carafe.kubernetes.scheduler.framework;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A plugin of the scheduling framework; it takes part in the extension points whose interfaces it implements. */
public interface Plugin {
    /** Upstream's name, such as {@code NodeResourcesFit}. */
    String name();

    /** Whether an event may let a pod fit that this plugin turned away (upstream's queueing hint). */
    default boolean mayHelp(ClusterEvent event, PodInfo pod) {
        return true;
    }

    /** Decides which of two pods comes first. */
    interface QueueSort extends Plugin {
        Comparator<PodInfo> order();
    }

    /** Looks at a pod before it may wait for its turn at all. */
    interface PreEnqueue extends Plugin {
        Optional<Rejection> preEnqueue(PodInfo pod);
    }

    /** Looks at a pod once, before the nodes; may turn it away from all of them, or name the only ones that can do. */
    interface PreFilter extends Plugin {
        PreFilterResult preFilter(CycleState state, PodInfo pod, List<NodeInfo> nodes);
    }

    /** Says whether a pod fits a node. */
    interface Filter extends Plugin {
        Optional<Rejection> filter(CycleState state, PodInfo pod, NodeInfo node);
    }

    /** Tries to make room when no node fits. */
    interface PostFilter extends Plugin {
        /** @param error why each node turned the pod away */
        PostFilterResult postFilter(CycleState state, PodInfo pod, List<NodeInfo> nodes, FitError error);
    }

    /** Computes what scoring needs, once for all nodes that fit. */
    interface PreScore extends Plugin {
        void preScore(CycleState state, PodInfo pod, List<NodeInfo> nodes);
    }

    /** Ranks a node that fits. */
    interface Score extends Plugin {
        /** From 0 to 100 after {@link #normalize}; the higher the better. */
        long score(CycleState state, PodInfo pod, NodeInfo node);

        /** Brings the scores of all nodes into 0 to 100. */
        default void normalize(CycleState state, long[] scores) {}

        long SCORE_MAX = 100;
    }

    /** Keeps something for a pod that was given a node, and lets go of it when the binding fails. */
    interface Reserve extends Plugin {
        Optional<Rejection> reserve(CycleState state, PodInfo pod, String node);

        void unreserve(CycleState state, PodInfo pod, String node);
    }

    /** May hold a binding back for a time. */
    interface Permit extends Plugin {
        /** How long to wait before the binding goes on; zero for not at all. */
        Duration permit(CycleState state, PodInfo pod, String node);
    }

    /** Does what must be done before a binding; may do I/O. */
    interface PreBind extends Plugin {
        void preBind(CycleState state, PodInfo pod, String node) throws InterruptedException;
    }

    /** Binds a pod to its node; may do I/O. */
    interface Bind extends Plugin {
        void bind(PodInfo pod, String node);
    }

    /** Is told that a pod was bound. */
    interface PostBind extends Plugin {
        void postBind(CycleState state, PodInfo pod, String node);
    }
}
