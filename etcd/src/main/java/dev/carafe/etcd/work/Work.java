package dev.carafe.etcd.work;

/**
 * Work without an end of its own, cut into turns. Whoever runs it waits with {@link #await} before each turn, or takes
 * turns whenever it likes: a turn without anything to do does nothing.
 */
public interface Work {
    /** Waits until there may be something to do. */
    void await() throws InterruptedException;

    /**
     * Does what can be done without waiting for news; waits for files at most. Throws nothing.
     *
     * @return false when it has ended: there will be no further turn
     */
    boolean turn();
}
