package dev.carafe.etcd.watch;

/**
 * How much a watcher takes at once. The usual limits are seldom met; small ones make a simulator meet them all the time.
 *
 * @param queueMax changes that may wait for a listener before it is sent to history
 * @param historyRevisionsMax revisions that one look at history takes at most (etcd's {@code watchBatchMaxRevs} is 1000)
 * @param eventsMax events that one look at history gathers before it delivers them
 */
public record WatchLimits(int queueMax, int historyRevisionsMax, int eventsMax) {
    public static final WatchLimits USUAL = new WatchLimits(1024, 10_000, 1000);

    public WatchLimits {
        if (queueMax < 1 || historyRevisionsMax < 1 || eventsMax < 1) {
            throw new IllegalArgumentException("a watcher must take something at once");
        }
    }
}
