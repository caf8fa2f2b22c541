package dev.carafe.kubernetes.apiserver.cacher;

/** Where a watch begins. */
public sealed interface WatchStart {
    /**
     * With the objects as they are, at least as new as a revision.
     *
     * @param revision the revision that must be shown; 0 for any
     * @param marked whether a bookmark ends the initial objects
     */
    record Initial(long revision, boolean marked) implements WatchStart {}

    /** With whatever changes from now on. */
    record Now() implements WatchStart {}

    /** With the change after a revision. */
    record After(long revision) implements WatchStart {}
}
