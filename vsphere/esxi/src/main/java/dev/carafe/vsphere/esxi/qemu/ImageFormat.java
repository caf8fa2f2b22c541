package dev.carafe.vsphere.esxi.qemu;

/** How a disk's file holds its content. */
public enum ImageFormat {
    RAW("raw"),
    QCOW2("qcow2");

    private final String driver;

    ImageFormat(String driver) {
        this.driver = driver;
    }

    /** The name of QEMU's driver. */
    public String driver() {
        return driver;
    }
}
