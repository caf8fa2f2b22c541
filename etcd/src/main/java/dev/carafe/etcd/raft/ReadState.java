package dev.carafe.etcd.raft;

/**
 * The answer to a read: a read is linearizable once this index has been applied.
 *
 * @param request the number handed to {@code readIndex}
 * @param index what must be applied first
 */
public record ReadState(long request, long index) {}
