package dev.carafe.vsphere.client.vm;

import dev.carafe.vsphere.vim.vim25.VirtualCdromIsoBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualCdromRemotePassthroughBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConnectInfo;
import dev.carafe.vsphere.vim.vim25.VirtualFloppyDeviceBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualFloppyImageBackingInfo;

/** What is in drives, or is not. Pure. */
final class RemovableMedia {
    /** An empty floppy drive is shown as one of the host's: the name says nothing to a host that has none. */
    private static final String HOSTS_FLOPPY = "/dev/fd0";

    private RemovableMedia() {}

    static VirtualDeviceBackingInfo disc(String isoFile) {
        return VirtualCdromIsoBackingInfo.builder().fileName(isoFile).build();
    }

    static VirtualDeviceBackingInfo noDisc() {
        return VirtualCdromRemotePassthroughBackingInfo.builder()
                .deviceName("")
                .useAutoDetect(false)
                .exclusive(false)
                .build();
    }

    static VirtualDeviceBackingInfo floppy(String imageFile) {
        return VirtualFloppyImageBackingInfo.builder().fileName(imageFile).build();
    }

    static VirtualDeviceBackingInfo noFloppy() {
        return VirtualFloppyDeviceBackingInfo.builder()
                .deviceName(HOSTS_FLOPPY)
                .useAutoDetect(false)
                .build();
    }

    static VirtualDeviceConnectInfo connectable(boolean connected) {
        return VirtualDeviceConnectInfo.builder()
                .startConnected(connected)
                .allowGuestControl(true)
                .connected(connected)
                .build();
    }
}
