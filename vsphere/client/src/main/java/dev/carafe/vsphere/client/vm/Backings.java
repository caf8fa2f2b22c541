package dev.carafe.vsphere.client.vm;

import dev.carafe.vsphere.vim.vim25.VirtualDeviceBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceDeviceBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceFileBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceRemoteDeviceBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceURIBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCardDistributedVirtualPortBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCardOpaqueNetworkBackingInfo;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether two backings mean the same file, network or device; the rest of a backing is how it is used. Pure. */
final class Backings {
    private Backings() {}

    static boolean sameSource(@Nullable VirtualDeviceBackingInfo one, VirtualDeviceBackingInfo other) {
        if (one == null || !one.dataType().equals(other.dataType())) {
            return false;
        }
        return source(one).equals(source(other));
    }

    private static Object source(VirtualDeviceBackingInfo backing) {
        return switch (backing) {
            case VirtualDeviceFileBackingInfo file -> file.fileName();
            case VirtualDeviceDeviceBackingInfo device -> device.deviceName();
            case VirtualDeviceRemoteDeviceBackingInfo remote -> remote.deviceName();
            case VirtualDeviceURIBackingInfo uri -> uri.serviceURI();
            case VirtualEthernetCardDistributedVirtualPortBackingInfo distributed ->
                distributed.port().switchUuid()
                        + "/"
                        + Objects.requireNonNullElse(distributed.port().portgroupKey(), "");
            case VirtualEthernetCardOpaqueNetworkBackingInfo opaque ->
                opaque.opaqueNetworkType() + "/" + opaque.opaqueNetworkId();
            default -> backing;
        };
    }
}
