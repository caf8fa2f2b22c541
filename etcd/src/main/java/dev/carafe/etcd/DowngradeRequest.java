package dev.carafe.etcd;

/**
 * Begins or ends a downgrade of the cluster.
 *
 * @param targetVersion the version to go to, such as "3.6.0"; empty to end it
 */
public record DowngradeRequest(String targetVersion) implements WriteRequest {}
