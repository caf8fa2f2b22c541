package dev.carafe.etcd;

/**
 * Makes a lease.
 *
 * @param ttlSeconds how long it lives without being kept alive; the store may grant more
 * @param id the wanted id, 0 to let the store choose
 */
public record LeaseGrantRequest(long ttlSeconds, long id) implements WriteRequest {}
