package dev.carafe.etcd;

/**
 * The answer to a {@link LeaseCheckpointRequest}.
 *
 * @param revision the store's, which it leaves as it is
 */
public record LeaseCheckpointResponse(long revision) implements WriteResponse {}
