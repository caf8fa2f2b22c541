package dev.carafe.vsphere.esxi.qemu;

/** Who executes the guest's instructions. */
public enum Accelerator {
    /** QEMU itself, by translation. */
    TCG("max,la57=off"),
    /** The processor, by the Linux kernel. */
    KVM("host");

    private final String cpuModel;

    Accelerator(String cpuModel) {
        this.cpuModel = cpuModel;
    }

    /** The processor that guests see, as QEMU's {@code -cpu} takes it. */
    String cpuModel() {
        return cpuModel;
    }
}
