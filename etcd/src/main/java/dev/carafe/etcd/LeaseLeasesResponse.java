package dev.carafe.etcd;

import java.util.List;

/**
 * All leases.
 *
 * @param revision the store's revision
 * @param ids the leases, soonest to expire first
 */
public record LeaseLeasesResponse(long revision, List<Long> ids) {}
