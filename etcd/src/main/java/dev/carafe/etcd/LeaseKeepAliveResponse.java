package dev.carafe.etcd;

/**
 * A lease was prolonged.
 *
 * @param revision the store's revision
 * @param id the lease
 * @param ttlSeconds its new time to live in seconds; 0 when there is no such lease (any more)
 */
public record LeaseKeepAliveResponse(long revision, long id, long ttlSeconds) {}
