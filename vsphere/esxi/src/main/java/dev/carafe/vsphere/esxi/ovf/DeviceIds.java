package dev.carafe.vsphere.esxi.ovf;

import dev.carafe.vsphere.vim.vim25.VirtualController;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import java.util.Collection;
import java.util.Optional;

/** Names of devices that hold between a descriptor, an import spec and a lease: {@code ParaVirtualSCSIController0:1}. */
public final class DeviceIds {
    /** What the variables of an EFI machine's firmware are called, which are no device's. */
    public static final String NVRAM = "nvram";

    private DeviceIds() {}

    /**
     * The name of a device.
     *
     * @param devices all of the machine, its controller among them
     */
    public static Optional<String> of(VirtualDevice device, Collection<? extends VirtualDevice> devices) {
        Integer controllerKey = device.controllerKey();
        Integer unit = device.unitNumber();
        if (controllerKey == null || unit == null) {
            return Optional.empty();
        }
        return devices.stream()
                .filter(other -> other.key() == controllerKey && other instanceof VirtualController)
                .map(other -> of((VirtualController) other, unit))
                .findFirst();
    }

    static String of(VirtualController controller, int unit) {
        return controller.dataType().wsdlName() + controller.busNumber() + ":" + unit;
    }
}
