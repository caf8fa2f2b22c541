package dev.carafe.etcd;

/**
 * Ends a lease and deletes the keys attached to it.
 *
 * @param id the lease
 */
public record LeaseRevokeRequest(long id) implements WriteRequest {}
