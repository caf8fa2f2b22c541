package dev.carafe.etcd;

/**
 * Users or roles were changed.
 *
 * @param revision the store's revision
 */
public record AuthResponse(long revision) implements WriteResponse {}
