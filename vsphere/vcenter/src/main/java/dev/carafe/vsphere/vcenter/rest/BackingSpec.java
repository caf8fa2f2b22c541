package dev.carafe.vsphere.vcenter.rest;

import dev.carafe.vsphere.vim.vim25.VirtualCdromAtapiBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualCdromIsoBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualCdromRemotePassthroughBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualFloppyDeviceBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualFloppyImageBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualFloppyRemoteDeviceBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualSerialPortDeviceBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualSerialPortFileBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualSerialPortPipeBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualSerialPortURIBackingInfo;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What drives and ports are to have behind them, from vAPI's {@code BackingSpec}s. Pure. */
final class BackingSpec {
    private BackingSpec() {}

    /** Of a CD-ROM drive; the client's own when the spec says nothing. */
    static VirtualDeviceBackingInfo cdrom(Spec backing) {
        return backing.choice(
                "type",
                type -> switch (type) {
                    case "ISO_FILE" ->
                        VirtualCdromIsoBackingInfo.builder()
                                .fileName(backing.required("iso_file"))
                                .build();
                    case "HOST_DEVICE" ->
                        VirtualCdromAtapiBackingInfo.builder()
                                .deviceName(device(backing))
                                .useAutoDetect(!backing.has("host_device"))
                                .build();
                    case "CLIENT_DEVICE" ->
                        VirtualCdromRemotePassthroughBackingInfo.builder()
                                .deviceName("")
                                .exclusive(false)
                                .build();
                    default -> null;
                },
                backing.has("iso_file") ? "ISO_FILE" : "CLIENT_DEVICE");
    }

    private static String device(Spec backing) {
        return Objects.requireNonNullElse(backing.text("host_device"), "");
    }

    /** Of a floppy drive; whichever the host has when the spec says nothing. */
    static VirtualDeviceBackingInfo floppy(Spec backing) {
        return backing.choice(
                "type",
                type -> switch (type) {
                    case "IMAGE_FILE" ->
                        VirtualFloppyImageBackingInfo.builder()
                                .fileName(backing.required("image_file"))
                                .build();
                    case "HOST_DEVICE" ->
                        VirtualFloppyDeviceBackingInfo.builder()
                                .deviceName(device(backing))
                                .useAutoDetect(!backing.has("host_device"))
                                .build();
                    case "CLIENT_DEVICE" ->
                        VirtualFloppyRemoteDeviceBackingInfo.builder()
                                .deviceName("")
                                .build();
                    default -> null;
                },
                "HOST_DEVICE");
    }

    /** Of a serial port; whichever the host has when the spec says nothing. */
    static VirtualDeviceBackingInfo serial(Spec backing) {
        return backing.choice("type", type -> serial(type, backing), "HOST_DEVICE");
    }

    private static @Nullable VirtualDeviceBackingInfo serial(String type, Spec backing) {
        return switch (type) {
            case "FILE" ->
                VirtualSerialPortFileBackingInfo.builder()
                        .fileName(backing.required("file"))
                        .build();
            case "HOST_DEVICE" ->
                VirtualSerialPortDeviceBackingInfo.builder()
                        .deviceName(device(backing))
                        .useAutoDetect(!backing.has("host_device"))
                        .build();
            case "PIPE_SERVER", "PIPE_CLIENT" ->
                VirtualSerialPortPipeBackingInfo.builder()
                        .pipeName(backing.required("pipe"))
                        .endpoint(end(type))
                        .noRxLoss(backing.flag("no_rx_loss"))
                        .build();
            case "NETWORK_SERVER", "NETWORK_CLIENT" ->
                VirtualSerialPortURIBackingInfo.builder()
                        .serviceURI(backing.required("network_location"))
                        .direction(end(type))
                        .proxyURI(backing.text("proxy"))
                        .build();
            default -> null;
        };
    }

    private static String end(String type) {
        return type.endsWith("SERVER") ? "server" : "client";
    }
}
