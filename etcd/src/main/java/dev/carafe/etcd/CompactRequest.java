package dev.carafe.etcd;

/**
 * Forgets history: afterwards nothing before the revision can be read or watched.
 *
 * @param revision the oldest revision that stays readable
 * @param physical whether to answer only once the space is free for reuse
 */
public record CompactRequest(long revision, boolean physical) implements WriteRequest {}
