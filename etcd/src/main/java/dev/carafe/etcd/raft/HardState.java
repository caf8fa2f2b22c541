package dev.carafe.etcd.raft;

/**
 * What a member must find again after a crash, besides its log.
 *
 * @param term the latest term it has seen
 * @param vote the member it voted for in that term, 0 for none
 * @param commit the highest index that it knows to be committed
 */
public record HardState(long term, long vote, long commit) {
    public static final HardState EMPTY = new HardState(0, 0, 0);
}
