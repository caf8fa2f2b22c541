package dev.carafe.vsphere.esxi.file;

import dev.carafe.vsphere.vim.vim25.FileQuery;
import dev.carafe.vsphere.vim.vim25.FloppyImageFileQuery;
import dev.carafe.vsphere.vim.vim25.FolderFileQuery;
import dev.carafe.vsphere.vim.vim25.IsoImageFileQuery;
import dev.carafe.vsphere.vim.vim25.TemplateConfigFileQuery;
import dev.carafe.vsphere.vim.vim25.VmConfigFileQuery;
import dev.carafe.vsphere.vim.vim25.VmDiskFileQuery;
import dev.carafe.vsphere.vim.vim25.VmLogFileQuery;
import dev.carafe.vsphere.vim.vim25.VmNvramFileQuery;
import dev.carafe.vsphere.vim.vim25.VmSnapshotFileQuery;
import java.util.Locale;

/** What a file is, by its name, as the browser tells files apart. */
enum FileKind {
    FOLDER,
    VM_CONFIG,
    TEMPLATE_CONFIG,
    DISK,
    LOG,
    NVRAM,
    SNAPSHOT,
    ISO,
    FLOPPY,
    OTHER;

    /** What a file of that name is; whether it is a folder is known otherwise. */
    static FileKind of(String fileName, boolean anyCase) {
        String name = anyCase ? fileName.toLowerCase(Locale.ROOT) : fileName;
        String ending = name.substring(name.lastIndexOf('.') + 1);
        return switch (ending) {
            case "vmx" -> VM_CONFIG;
            case "vmtx" -> TEMPLATE_CONFIG;
            case "vmdk" -> name.endsWith("-flat.vmdk") ? OTHER : DISK;
            case "log" -> LOG;
            case "nvram" -> NVRAM;
            case "vmsn" -> SNAPSHOT;
            case "iso" -> ISO;
            case "flp" -> FLOPPY;
            default -> OTHER;
        };
    }

    /** Whether a query asks for files of this kind. */
    boolean isAskedBy(FileQuery query) {
        return switch (query) {
            case FileQuery.Plain _ -> true;
            case FolderFileQuery _ -> this == FOLDER;
            case TemplateConfigFileQuery _ -> this == TEMPLATE_CONFIG;
            case VmConfigFileQuery.Plain _ -> this == VM_CONFIG;
            case VmDiskFileQuery _ -> this == DISK;
            case VmLogFileQuery _ -> this == LOG;
            case VmNvramFileQuery _ -> this == NVRAM;
            case VmSnapshotFileQuery _ -> this == SNAPSHOT;
            case IsoImageFileQuery _ -> this == ISO;
            case FloppyImageFileQuery _ -> this == FLOPPY;
        };
    }
}
