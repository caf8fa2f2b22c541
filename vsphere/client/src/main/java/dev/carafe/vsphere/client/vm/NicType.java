package dev.carafe.vsphere.client.vm;

import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConnectInfo;
import dev.carafe.vsphere.vim.vim25.VirtualE1000;
import dev.carafe.vsphere.vim.vim25.VirtualE1000e;
import dev.carafe.vsphere.vim.vim25.VirtualVmxnet3;

/** The makes of network adapters that are added. */
public enum NicType {
    VMXNET3,
    E1000,
    E1000E;

    VirtualDevice make(int key, VirtualDeviceBackingInfo backing, VirtualDeviceConnectInfo connectable) {
        String addressType = "generated";
        return switch (this) {
            case VMXNET3 ->
                VirtualVmxnet3.builder()
                        .key(key)
                        .backing(backing)
                        .connectable(connectable)
                        .addressType(addressType)
                        .build();
            case E1000 ->
                VirtualE1000.builder()
                        .key(key)
                        .backing(backing)
                        .connectable(connectable)
                        .addressType(addressType)
                        .build();
            case E1000E ->
                VirtualE1000e.builder()
                        .key(key)
                        .backing(backing)
                        .connectable(connectable)
                        .addressType(addressType)
                        .build();
        };
    }
}
