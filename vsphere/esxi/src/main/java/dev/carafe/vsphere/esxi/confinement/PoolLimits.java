package dev.carafe.vsphere.esxi.confinement;

import java.util.OptionalLong;

/**
 * What all machines of a resource pool may use together.
 *
 * @param name of its group
 * @param cpuShares its weight beside the pools and machines of the pool that it is in; normal is 4000
 * @param cpuLimitMhz how much processor time it gets at most
 * @param memoryReservationMib how much memory the host should not take from it; 0 for none
 */
public record PoolLimits(String name, long cpuShares, OptionalLong cpuLimitMhz, long memoryReservationMib) {}
