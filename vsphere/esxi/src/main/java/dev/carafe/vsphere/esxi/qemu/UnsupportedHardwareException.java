package dev.carafe.vsphere.esxi.qemu;

/** A machine that is well formed and that this QEMU, or any, cannot build. */
public final class UnsupportedHardwareException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int deviceKey;

    UnsupportedHardwareException(String device, int deviceKey, String reason) {
        super("Device '" + device + "': " + reason);
        this.deviceKey = deviceKey;
    }

    /** The device's key; 0 when it is no device. */
    public int deviceKey() {
        return deviceKey;
    }
}
