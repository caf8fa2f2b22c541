package dev.carafe.vsphere.esxi.guestops;

import dev.carafe.vsphere.esxi.guest.GuestAgentException;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.CannotAccessFile;
import dev.carafe.vsphere.vim.vim25.FileAlreadyExists;
import dev.carafe.vsphere.vim.vim25.FileFault;
import dev.carafe.vsphere.vim.vim25.FileNotFound;
import dev.carafe.vsphere.vim.vim25.GuestOperationsFault;
import dev.carafe.vsphere.vim.vim25.GuestOperationsUnavailable;
import dev.carafe.vsphere.vim.vim25.GuestPermissionDenied;
import dev.carafe.vsphere.vim.vim25.GuestProcessNotFound;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.InvalidGuestLogin;
import dev.carafe.vsphere.vim.vim25.NotAFile;
import dev.carafe.vsphere.vim.vim25.OperationNotSupportedByGuest;
import java.io.IOException;

/** The API's faults of guest operations. */
final class GuestFaults {
    private GuestFaults() {}

    static FaultException login() {
        return InvalidGuestLogin.builder().build().exception("Failed to authenticate with the guest operating system.");
    }

    static FaultException unsupported(String why) {
        return OperationNotSupportedByGuest.builder().build().exception(why);
    }

    static FaultException process(long pid) {
        return GuestProcessNotFound.builder()
                .pid(pid)
                .build()
                .exception("There is no process " + pid + " in the guest.");
    }

    static FaultException invalid(String property, String why) {
        return InvalidArgument.builder().invalidProperty(property).build().exception(why);
    }

    static FaultException failed(String why) {
        return GuestOperationsFault.builder().build().exception(why);
    }

    static FaultException agent(IOException failed) {
        if (failed instanceof GuestAgentException agent) {
            switch (agent.kind()) {
                case NO_ANSWER -> {
                    return GuestOperationsUnavailable.builder()
                            .build()
                            .exception("The guest operations agent could not be contacted.");
                }
                case UNSUPPORTED -> {
                    return unsupported("The guest's agent may not do that: " + agent.getMessage());
                }
                case REFUSED, MALFORMED -> {}
            }
        }
        return failed("The guest did not do it: " + failed.getMessage());
    }

    /** What a script of ours ended with. */
    static FaultException file(int status, String file, String said) {
        return switch (status) {
            case Scripts.EXISTS ->
                FileAlreadyExists.builder().file(file).build().exception("The file " + file + " exists already.");
            case Scripts.ABSENT ->
                FileNotFound.builder().file(file).build().exception("There is no file " + file + " in the guest.");
            case Scripts.NO_FILE -> NotAFile.builder().file(file).build().exception(file + " is not a file.");
            case Scripts.DENIED -> GuestPermissionDenied.builder().build().exception("The guest denies it: " + said);
            case Scripts.REFUSED ->
                CannotAccessFile.builder().file(file).build().exception("The guest refused: " + said);
            default -> FileFault.builder().file(file).build().exception("The guest failed: " + said);
        };
    }
}
