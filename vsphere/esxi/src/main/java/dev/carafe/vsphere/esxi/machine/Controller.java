package dev.carafe.vsphere.esxi.machine;

/**
 * A disk controller.
 *
 * @param bus its number within its family, from 0
 */
public record Controller(ControllerType type, int bus) implements Device {
    @Override
    public int key() {
        return type.family().controllerKey(bus);
    }

    /** As a {@code .vmx} names it, such as {@code scsi0}. */
    @Override
    public String name() {
        return type.family().prefix() + bus;
    }
}
