package dev.carafe.vsphere.esxi.host;

/**
 * How busy the host was between the last two looks at it.
 *
 * @param cpuMhz of all cores together
 * @param memoryBytes what is in use
 * @param uptimeSeconds since the kernel began
 */
record HostUsage(int cpuMhz, long memoryBytes, int uptimeSeconds) {
    static final HostUsage NONE = new HostUsage(0, 0, 0);
}
