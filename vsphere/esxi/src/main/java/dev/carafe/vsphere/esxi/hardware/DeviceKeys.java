package dev.carafe.vsphere.esxi.hardware;

/** The keys, and the units on the PCI bus, of what every machine has; those of other devices are in {@code machine}. */
final class DeviceKeys {
    static final int PCI = 100;
    static final int IDE = 200;
    static final int IDE_COUNT = 2;
    static final int PS2 = 300;
    static final int SIO = 400;
    static final int KEYBOARD = 600;
    static final int POINTING = 700;
    static final int VMCI = 12_000;

    static final int VIDEO_UNIT = 0;
    static final int SCSI_UNIT = 3;
    static final int NIC_UNIT = 7;
    static final int VMCI_UNIT = 17;
    static final int USB_UNIT = 22;
    static final int XHCI_UNIT = 23;
    static final int SATA_UNIT = 24;
    static final int NVME_UNIT = 30;
    static final int POINTING_UNIT = 1;

    private DeviceKeys() {}

    /** Whether no machine is without that device, and none can have two. */
    static boolean isBuiltIn(int key) {
        return switch (key) {
            case PCI, PS2, SIO, KEYBOARD, POINTING, VMCI -> true;
            default -> key >= IDE && key < IDE + IDE_COUNT;
        };
    }
}
