package dev.carafe.vsphere.client.vm;

import dev.carafe.vsphere.vim.vim25.VirtualController;
import dev.carafe.vsphere.vim.vim25.VirtualUSBController;
import dev.carafe.vsphere.vim.vim25.VirtualUSBXHCIController;

/** The makes of USB controllers, of which a machine may have one each. */
public enum UsbType {
    /** USB 1.1 and 2.0. */
    EHCI,
    /** USB 3. */
    XHCI;

    VirtualController make(int key) {
        return switch (this) {
            case EHCI ->
                VirtualUSBController.builder()
                        .key(key)
                        .busNumber(0)
                        .autoConnectDevices(true)
                        .ehciEnabled(true)
                        .build();
            case XHCI ->
                VirtualUSBXHCIController.builder()
                        .key(key)
                        .busNumber(0)
                        .autoConnectDevices(true)
                        .build();
        };
    }

    boolean isMakeOf(VirtualController controller) {
        return switch (this) {
            case EHCI -> controller instanceof VirtualUSBController;
            case XHCI -> controller instanceof VirtualUSBXHCIController;
        };
    }
}
