package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.datastore.InvalidDatastorePathException;
import dev.carafe.vsphere.esxi.disk.DiskException;
import dev.carafe.vsphere.esxi.file.FileFaults;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.CannotAccessFile;
import dev.carafe.vsphere.vim.vim25.FileAlreadyExists;
import dev.carafe.vsphere.vim.vim25.FileFault;
import dev.carafe.vsphere.vim.vim25.FileLocked;
import dev.carafe.vsphere.vim.vim25.FileNotFound;
import dev.carafe.vsphere.vim.vim25.GenericVmConfigFault;
import dev.carafe.vsphere.vim.vim25.InvalidPowerState;
import dev.carafe.vsphere.vim.vim25.InvalidState;
import dev.carafe.vsphere.vim.vim25.NoDiskSpace;
import dev.carafe.vsphere.vim.vim25.NotFound;
import dev.carafe.vsphere.vim.vim25.RequestCanceled;
import dev.carafe.vsphere.vim.vim25.SystemError;
import dev.carafe.vsphere.vim.vim25.ToolsUnavailable;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

/** The API's faults for what goes wrong with machines, in upstream's words. */
final class VmFaults {
    private VmFaults() {}

    static FaultException powerState(VirtualMachinePowerState existing, VirtualMachinePowerState requested) {
        return InvalidPowerState.builder()
                .existingState(existing)
                .requestedState(requested)
                .build()
                .exception("The attempted operation cannot be performed in the current state ("
                        + switch (existing) {
                            case POWERED_ON -> "Powered on";
                            case POWERED_OFF -> "Powered off";
                            case SUSPENDED -> "Suspended";
                            case UNRECOGNIZED -> "unknown";
                        }
                        + ").");
    }

    static FaultException invalidState(String reason) {
        return InvalidState.builder().build().exception("The operation is not allowed in the current state: " + reason);
    }

    static FaultException toolsUnavailable() {
        return ToolsUnavailable.builder()
                .build()
                .exception("Cannot complete operation because VMware Tools is not running in this virtual machine.");
    }

    static FaultException config(String reason) {
        return GenericVmConfigFault.builder().reason(reason).build().exception(reason);
    }

    static FaultException notFound(String what) {
        return NotFound.builder().build().exception("The object or item referred to could not be found: " + what);
    }

    static FaultException badPath(InvalidDatastorePathException wrong) {
        return FileFaults.of(wrong);
    }

    static FaultException exists(DatastorePath path) {
        return FileAlreadyExists.builder()
                .file(path.toString())
                .build()
                .exception("Cannot complete the operation because the file or folder " + path + " already exists");
    }

    static FaultException absent(DatastorePath path) {
        return FileNotFound.builder().file(path.toString()).build().exception("File " + path + " was not found");
    }

    static FaultException locked(DatastorePath path, String detail) {
        return FileLocked.builder()
                .file(path.toString())
                .build()
                .exception("Unable to access file " + path + " since it is locked: " + detail);
    }

    static FaultException of(DiskException failed, DatastorePath path) {
        return switch (failed.kind()) {
            case EXISTS -> exists(path);
            case NOT_FOUND -> absent(path);
            case LOCKED -> locked(path, String.valueOf(failed.getMessage()));
            case NO_SPACE -> noSpace(path);
            case CANCELED -> RequestCanceled.builder().build().exception("The task was canceled by a user.");
            case CORRUPT, UNSUPPORTED, INVALID, FAILED -> file(path, String.valueOf(failed.getMessage()));
        };
    }

    static FaultException of(IOException failed, DatastorePath path) {
        return switch (failed) {
            case NoSuchFileException _ -> absent(path);
            case FileAlreadyExistsException _ -> exists(path);
            default ->
                isFull(failed)
                        ? noSpace(path)
                        : CannotAccessFile.builder()
                                .file(path.toString())
                                .build()
                                .exception("Unable to access file " + path + ": " + failed.getMessage());
        };
    }

    /** Whether something failed for want of space: of the JDK and of QEMU there are the kernel's words alone. */
    static boolean isFull(IOException failed) {
        return String.valueOf(failed.getMessage()).contains("No space left");
    }

    private static FaultException noSpace(DatastorePath path) {
        return NoDiskSpace.builder()
                .file(path.toString())
                .datastore(path.datastore())
                .build()
                .exception("Insufficient disk space on datastore '" + path.datastore() + "'.");
    }

    static FaultException file(DatastorePath path, String reason) {
        return FileFault.builder()
                .file(path.toString())
                .build()
                .exception("Error caused by file " + path + ": " + reason);
    }

    /** What has no fault of its own in the API. */
    static FaultException system(String reason) {
        return SystemError.builder().reason(reason).build().exception("A general system error occurred: " + reason);
    }
}
