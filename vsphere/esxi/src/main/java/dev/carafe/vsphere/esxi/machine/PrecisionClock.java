package dev.carafe.vsphere.esxi.machine;

/**
 * The promise that a guest can read the host's clock. QEMU has no such device as VMware's; it is kept with the machine, and its guest
 * reads the host's clock from the real-time clock that every machine has, and under KVM also as {@code ptp_kvm}.
 *
 * @param protocol what the host's clock is set by: {@code ptp} or {@code ntp}
 */
public record PrecisionClock(String protocol) implements Device {
    public static final int KEY = 19_000;
    /** The first hardware version that has it. */
    public static final int HARDWARE_VERSION = 17;

    @Override
    public int key() {
        return KEY;
    }

    @Override
    public String name() {
        return "precisionclock0";
    }
}
