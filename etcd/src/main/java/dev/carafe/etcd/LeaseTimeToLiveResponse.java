package dev.carafe.etcd;

import java.util.List;

/**
 * What is known of a lease.
 *
 * @param revision the store's revision
 * @param id the lease
 * @param ttlSeconds seconds left, -1 when there is no such lease
 * @param grantedTtlSeconds seconds it had from the start
 * @param keys the keys attached, when asked for
 */
public record LeaseTimeToLiveResponse(
        long revision, long id, long ttlSeconds, long grantedTtlSeconds, List<Bytes> keys) {}
