package dev.carafe.vsphere.vcenter.rest;

import dev.carafe.vsphere.vim.vim25.VirtualCdromPassthroughBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualCdromRemotePassthroughBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceDeviceBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceFileBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDevicePipeBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceURIBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualSerialPortPipeBackingInfo;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What drives and ports have behind them, as vAPI says it. Pure. */
final class DriveBacking {
    private DriveBacking() {}

    static Map<String, Object> cdrom(@Nullable VirtualDeviceBackingInfo backing) {
        Map<String, Object> fields = fileOrDevice(backing, "ISO_FILE", "iso_file");
        String access = switch (backing) {
            case VirtualCdromPassthroughBackingInfo own -> own.exclusive() ? "PASSTHRU_EXCLUSIVE" : "PASSTHRU";
            case VirtualCdromRemotePassthroughBackingInfo remote ->
                remote.exclusive() ? "PASSTHRU_EXCLUSIVE" : "PASSTHRU";
            case null, default -> "EMULATION";
        };
        if (!fields.containsKey("iso_file")) {
            fields.put("device_access_type", access);
        }
        return fields;
    }

    static Map<String, Object> floppy(@Nullable VirtualDeviceBackingInfo backing) {
        return fileOrDevice(backing, "IMAGE_FILE", "image_file");
    }

    /** Of a serial or a parallel port. */
    static Map<String, Object> port(@Nullable VirtualDeviceBackingInfo backing) {
        return switch (backing) {
            case VirtualDevicePipeBackingInfo pipe -> {
                boolean serves = pipe instanceof VirtualSerialPortPipeBackingInfo of
                        && of.endpoint().equals("server");
                Map<String, Object> fields = typed(serves ? "PIPE_SERVER" : "PIPE_CLIENT");
                fields.put("pipe", pipe.pipeName());
                yield fields;
            }
            case VirtualDeviceURIBackingInfo network -> {
                Map<String, Object> fields =
                        typed("NETWORK_" + network.direction().toUpperCase(Locale.ROOT));
                fields.put("network_location", network.serviceURI());
                Summaries.put(fields, "proxy", network.proxyURI());
                yield fields;
            }
            case null, default -> fileOrDevice(backing, "FILE", "file");
        };
    }

    private static Map<String, Object> fileOrDevice(
            @Nullable VirtualDeviceBackingInfo backing, String fileType, String fileField) {
        return switch (backing) {
            case VirtualDeviceFileBackingInfo file -> {
                Map<String, Object> fields = typed(fileType);
                fields.put(fileField, file.fileName());
                yield fields;
            }
            case VirtualDeviceDeviceBackingInfo device -> {
                Map<String, Object> fields = typed("HOST_DEVICE");
                boolean any = Boolean.TRUE.equals(device.useAutoDetect());
                if (!any) {
                    fields.put("host_device", device.deviceName());
                }
                fields.put("auto_detect", any);
                yield fields;
            }
            case null, default -> typed("CLIENT_DEVICE");
        };
    }

    private static Map<String, Object> typed(String type) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", type);
        return fields;
    }
}
