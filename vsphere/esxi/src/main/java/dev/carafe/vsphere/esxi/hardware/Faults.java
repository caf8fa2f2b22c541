package dev.carafe.vsphere.esxi.hardware;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.InvalidController;
import dev.carafe.vsphere.vim.vim25.InvalidDeviceBacking;
import dev.carafe.vsphere.vim.vim25.InvalidDeviceOperation;
import dev.carafe.vsphere.vim.vim25.InvalidDeviceSpec;
import dev.carafe.vsphere.vim.vim25.InvalidVmConfig;
import dev.carafe.vsphere.vim.vim25.MissingController;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpecFileOperation;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpecOperation;
import org.jspecify.annotations.Nullable;

/** The faults of config specs, in vSphere's words, each with what is wrong after them. */
public final class Faults {
    private Faults() {}

    /** @param property the path of what is wrong, such as {@code configSpec.guestId} */
    public static FaultException invalidArgument(String property, String reason) {
        return InvalidArgument.builder()
                .invalidProperty(property)
                .build()
                .exception("A specified parameter was not correct: " + property + ": " + reason);
    }

    /** @param property the path of what is wrong, such as {@code configSpec.memoryMB} */
    public static FaultException invalidConfig(String property, String reason) {
        return InvalidVmConfig.builder()
                .property(property)
                .build()
                .exception("The virtual machine's configuration is invalid: " + property + ": " + reason);
    }

    public static FaultException notSupported(String reason) {
        return NotSupported.builder().build().exception("The operation is not supported on the object: " + reason);
    }

    /** @param index the place of the device's entry in {@code deviceChange} */
    static FaultException device(int index, String property, String reason) {
        return InvalidDeviceSpec.builder()
                .property(path(property))
                .deviceIndex(index)
                .build()
                .exception(message(index, reason));
    }

    /** A device of a kind that no machine has here. */
    static FaultException unsupported(int index, VirtualDevice device) {
        return device(index, "key", "a " + device.dataType().wsdlName() + " is not supported by this host");
    }

    static FaultException backing(int index, String property, String reason) {
        return InvalidDeviceBacking.builder()
                .property(path(property))
                .deviceIndex(index)
                .build()
                .exception("Incompatible device backing specified for device '" + index + "': " + reason);
    }

    static FaultException noController(int index, String reason) {
        return MissingController.builder()
                .property(path("controllerKey"))
                .deviceIndex(index)
                .build()
                .exception("The device '" + index + "' is referring to a nonexisting controller: " + reason);
    }

    static FaultException wrongController(int index, int controllerKey, String reason) {
        return InvalidController.builder()
                .property(path("controllerKey"))
                .deviceIndex(index)
                .controllerKey(controllerKey)
                .build()
                .exception("Controller for device '" + index + "' is invalid: " + reason);
    }

    static FaultException operation(
            int index,
            @Nullable VirtualDeviceConfigSpecOperation operation,
            @Nullable VirtualDeviceConfigSpecFileOperation fileOperation,
            String reason) {
        return InvalidDeviceOperation.builder()
                .property("virtualDeviceSpec.operation")
                .deviceIndex(index)
                .badOp(operation)
                .badFileOp(fileOperation)
                .build()
                .exception("Invalid operation for device '" + index + "': " + reason);
    }

    private static String path(String property) {
        return "virtualDeviceSpec.device." + property;
    }

    private static String message(int index, String reason) {
        return "Invalid configuration for device '" + index + "': " + reason;
    }
}
