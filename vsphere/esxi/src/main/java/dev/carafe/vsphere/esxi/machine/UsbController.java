package dev.carafe.vsphere.esxi.machine;

/**
 * A USB controller; a machine has one of each kind at most.
 *
 * @param ehci whether a {@link UsbType#UHCI} controller also speaks USB 2.0; without a meaning for the other kind
 * @param autoConnect whether a client may plug its devices in as they come
 */
public record UsbController(UsbType type, boolean ehci, boolean autoConnect) implements Device {
    @Override
    public int key() {
        return type.key();
    }

    @Override
    public String name() {
        return type.vmxName();
    }
}
