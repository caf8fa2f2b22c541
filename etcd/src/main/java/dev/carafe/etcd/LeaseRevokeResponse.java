package dev.carafe.etcd;

/**
 * A lease was ended.
 *
 * @param revision the store's revision; a new one when keys were attached
 */
public record LeaseRevokeResponse(long revision) implements WriteResponse {}
