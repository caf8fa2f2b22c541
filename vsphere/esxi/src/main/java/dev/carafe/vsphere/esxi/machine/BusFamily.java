package dev.carafe.vsphere.esxi.machine;

/**
 * The four buses that disks and CD-ROM drives sit on, with the numbers that vSphere gives to what is on them: a controller's key
 * is {@code controllerKey + bus}, a device's is {@code deviceKey + bus * unitsMax + unit}.
 */
public enum BusFamily {
    IDE("ide", 200, 2, 3000, 2),
    SCSI("scsi", 1000, 4, 2000, 16),
    SATA("sata", 15000, 4, 16000, 30),
    NVME("nvme", 31000, 4, 32000, 64);

    /** The SCSI unit number that is the controller's own. */
    public static final int SCSI_RESERVED_UNIT = 7;

    private final String prefix;
    private final int controllerKey;
    private final int busesMax;
    private final int deviceKey;
    private final int unitsMax;

    BusFamily(String prefix, int controllerKey, int busesMax, int deviceKey, int unitsMax) {
        this.prefix = prefix;
        this.controllerKey = controllerKey;
        this.busesMax = busesMax;
        this.deviceKey = deviceKey;
        this.unitsMax = unitsMax;
    }

    /** How keys in a {@code .vmx} begin: {@code scsi}, {@code sata}, {@code nvme} or {@code ide}. */
    public String prefix() {
        return prefix;
    }

    /** How many controllers of this family a machine may have. */
    public int busesMax() {
        return busesMax;
    }

    /** How many unit numbers a controller has, from 0; of SCSI's one is reserved. */
    public int unitsMax() {
        return unitsMax;
    }

    int controllerKey(int bus) {
        return controllerKey + bus;
    }

    int deviceKey(int bus, int unit) {
        return deviceKey + bus * unitsMax + unit;
    }
}
