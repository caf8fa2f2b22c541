package dev.carafe.vsphere.esxi.qemu;

/** Who executes the guest's instructions. */
public enum Accelerator {
    /** QEMU itself, by translation. */
    TCG,
    /** The processor, by the Linux kernel. */
    KVM
}
