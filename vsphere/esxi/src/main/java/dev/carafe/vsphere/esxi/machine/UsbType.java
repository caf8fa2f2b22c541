package dev.carafe.vsphere.esxi.machine;

/** The kinds of USB controllers, by their names in a {@code .vmx}. */
public enum UsbType {
    /** USB 1.1, and 2.0 where asked for. */
    UHCI("usb", 7000),
    /** USB 3. */
    XHCI("usb_xhci", 14_000);

    private final String vmxName;
    private final int key;

    UsbType(String vmxName, int key) {
        this.vmxName = vmxName;
        this.key = key;
    }

    public String vmxName() {
        return vmxName;
    }

    int key() {
        return key;
    }
}
