package dev.carafe.vsphere.esxi.file;

import dev.carafe.vsphere.esxi.disk.AdapterType;
import dev.carafe.vsphere.esxi.disk.DiskInfo;
import dev.carafe.vsphere.esxi.disk.Provisioning;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.VirtualDiskSpec;

/** The names that the API has for kinds of disks ({@code VirtualDiskType}, {@code VirtualDiskAdapterType}). */
final class DiskTypes {
    private DiskTypes() {}

    static Provisioning provisioning(VirtualDiskSpec spec) {
        return switch (spec.diskType()) {
            case "thin" -> Provisioning.THIN;
            case "preallocated", "thick", "flatMonolithic" -> Provisioning.THICK;
            case "eagerZeroedThick" -> Provisioning.EAGER_ZEROED;
            case "seSparse", "rdm", "rdmp", "raw", "delta", "sparse2Gb", "thick2Gb", "sparseMonolithic" ->
                throw NotSupported.builder()
                        .build()
                        .exception("Disks of the type " + spec.diskType()
                                + " cannot be made here; ask for thin, preallocated or eagerZeroedThick.");
            default ->
                throw FileFaults.invalidArgument(
                        "spec.diskType", "There is no type of disks called '" + spec.diskType() + "'.");
        };
    }

    /** What kind a disk is of; one that lies over another is a delta, whatever its base is. */
    static String name(DiskInfo info) {
        if (info.parent().isPresent()) {
            return "delta";
        }
        return switch (info.provisioning()) {
            case THIN -> "thin";
            case THICK -> "preallocated";
            case EAGER_ZEROED -> "eagerZeroedThick";
        };
    }

    static AdapterType adapter(VirtualDiskSpec spec) {
        return AdapterType.of(spec.adapterType())
                .orElseThrow(() -> FileFaults.invalidArgument(
                        "spec.adapterType", "There is no adapter called '" + spec.adapterType() + "'."));
    }
}
