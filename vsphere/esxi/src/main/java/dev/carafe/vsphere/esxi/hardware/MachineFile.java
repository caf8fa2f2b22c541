package dev.carafe.vsphere.esxi.hardware;

import java.util.Locale;

/**
 * A file of a machine.
 *
 * @param path its full name
 * @param type {@code VirtualMachineFileLayoutExFileType}
 * @param sizeBytes how much its file system holds for it
 */
public record MachineFile(String path, String type, long sizeBytes) {
    /** What kind of file one of that name is. */
    public static String typeOf(String fileName) {
        String name = fileName.toLowerCase(Locale.ROOT);
        int dot = name.lastIndexOf('.');
        String ending = dot < 0 ? "" : name.substring(dot + 1);
        return switch (ending) {
            case "vmx", "vmtx" -> "config";
            case "vmxf" -> "extendedConfig";
            case "vmsd" -> "snapshotList";
            case "vmsn" -> "snapshotData";
            case "vmem" -> "snapshotMemory";
            case "vmss" -> "suspend";
            case "nvram" -> "nvram";
            case "log" -> "log";
            case "vmdk" ->
                name.endsWith("-flat.vmdk") || name.endsWith("-delta.vmdk") || name.endsWith("-sesparse.vmdk")
                        ? "diskExtent"
                        : "diskDescriptor";
            default -> name.endsWith("-delta.qcow2") || ending.equals("qcow2") ? "diskExtent" : "config";
        };
    }
}
