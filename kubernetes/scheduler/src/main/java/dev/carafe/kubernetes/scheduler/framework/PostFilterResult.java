package dev.carafe.kubernetes.scheduler.framework;

/** What came of the try to make room for a pod that fits no node. */
public sealed interface PostFilterResult {
    PostFilterResult NOTHING = new Nothing("");

    /** A node will have room, and is the pod's to be. */
    record Nominated(String node) implements PostFilterResult {}

    /**
     * No room can be made.
     *
     * @param said why, in a sentence for people; empty when nothing is to be said
     */
    record Nothing(String said) implements PostFilterResult {}
}
