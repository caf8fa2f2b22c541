package dev.carafe.etcd;

/**
 * A downgrade was begun or ended.
 *
 * @param revision the store's revision
 * @param clusterVersion the cluster's version, such as "3.7.0"
 */
public record DowngradeResponse(long revision, String clusterVersion) implements WriteResponse {}
