package dev.carafe.vsphere.esxi.machine;

/** Hardware that no machine can be built from; names the device, as the API's {@code InvalidDeviceSpec} does. */
public final class InvalidHardwareException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String device;
    private final int key;
    private final String property;

    /**
     * Says what is wrong.
     *
     * @param device the device's name, such as {@code scsi0:1}, or what else is wrong: {@code numCPUs}, {@code memoryMB}
     * @param key the device's key; 0 when it is no device
     * @param property which of its properties
     * @param reason what is wrong with it, going on from the device's name
     */
    public InvalidHardwareException(String device, int key, String property, String reason) {
        super("Device '" + device + "': " + reason);
        this.device = device;
        this.key = key;
        this.property = property;
    }

    public String device() {
        return device;
    }

    public int key() {
        return key;
    }

    public String property() {
        return property;
    }
}
