package dev.carafe.etcd;

/**
 * A lease was made.
 *
 * @param revision the store's revision
 * @param id the lease
 * @param ttlSeconds time to live granted, in seconds
 */
public record LeaseGrantResponse(long revision, long id, long ttlSeconds) implements WriteResponse {}
