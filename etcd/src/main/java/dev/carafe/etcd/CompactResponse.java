package dev.carafe.etcd;

/**
 * History was forgotten.
 *
 * @param revision the store's revision
 */
public record CompactResponse(long revision) implements WriteResponse {}
