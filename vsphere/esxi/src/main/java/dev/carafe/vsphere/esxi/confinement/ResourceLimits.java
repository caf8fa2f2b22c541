package dev.carafe.vsphere.esxi.confinement;

import java.util.OptionalLong;

/**
 * What a machine may use ({@code ResourceAllocationInfo} of processor, memory and disks).
 *
 * @param cpus how many processors it has
 * @param cpuShares its weight when machines compete; vSphere's normal is 1000 a processor
 * @param cpuLimitMhz how much processor time it gets at most
 * @param memoryMib how much memory its guest has
 * @param memoryReservationMib how much of that the host should not take from it; 0 for none
 * @param diskShares its weight at disks; vSphere's normal is 1000
 */
public record ResourceLimits(
        int cpus,
        long cpuShares,
        OptionalLong cpuLimitMhz,
        long memoryMib,
        long memoryReservationMib,
        long diskShares) {

    /** Normal shares and no limits. */
    public static ResourceLimits of(int cpus, long memoryMib) {
        return new ResourceLimits(cpus, cpus * 1000L, OptionalLong.empty(), memoryMib, 0, 1000);
    }

    /**
     * How much memory QEMU may have, in bytes: the guest's, a quarter more for translated code and page tables, and what devices
     * take. It is there against a QEMU that went wrong, and ends the machine; so it is wide.
     */
    long memoryMaxBytes() {
        return (memoryMib + memoryMib / 4 + 512) << 20;
    }

    /** How many threads QEMU may have. */
    long threadsMax() {
        return 512 + 4L * cpus;
    }
}
