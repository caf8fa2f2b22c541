package dev.carafe.vsphere.esxi.guestops;

import dev.carafe.vsphere.esxi.guest.ExecStatus;
import dev.carafe.vsphere.esxi.guestops.FileTransfers.Transfer;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.FileTransferInformation;
import dev.carafe.vsphere.vim.vim25.GuestAuthentication;
import dev.carafe.vsphere.vim.vim25.GuestFileAttributes;
import dev.carafe.vsphere.vim.vim25.GuestFileInfo;
import dev.carafe.vsphere.vim.vim25.GuestFileManager;
import dev.carafe.vsphere.vim.vim25.GuestListFileInfo;
import dev.carafe.vsphere.vim.vim25.GuestPosixFileAttributes;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.io.IOException;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Reads and changes files in guests. */
final class ServedGuestFileManager implements GuestFileManager, ServedObject {
    private static final int PATH_MAX = 4096;
    /** What is transferred goes through the agent and so is slow; what is larger than this goes by the network. */
    private static final long FILE_MAX = 1L << 30;

    private final ManagedObjectReference<GuestFileManager> reference;
    private final GuestMachines machines;
    private final GuestShell shell;
    private final FileTransfers transfers;
    private final IntSupplier port;

    /** @param port of the web server that transfers are made by; known once it runs */
    ServedGuestFileManager(
            ManagedObjectReference<GuestFileManager> reference,
            GuestMachines machines,
            GuestShell shell,
            FileTransfers transfers,
            IntSupplier port) {
        this.reference = reference;
        this.machines = machines;
        this.shell = shell;
        this.transfers = transfers;
        this.port = port;
    }

    @Override
    public ManagedObjectReference<?> reference() {
        return reference;
    }

    @Override
    public void makeDirectoryInGuest(
            ManagedObjectReference<VirtualMachine> vm,
            GuestAuthentication auth,
            String directoryPath,
            boolean createParentDirectories) {
        String path = path("directoryPath", directoryPath);
        run(vm, auth, Scripts.makeDirectory(path, createParentDirectories), path);
    }

    @Override
    public void deleteFileInGuest(
            ManagedObjectReference<VirtualMachine> vm, GuestAuthentication auth, String filePath) {
        String path = path("filePath", filePath);
        run(vm, auth, Scripts.deleteFile(path), path);
    }

    @Override
    public void deleteDirectoryInGuest(
            ManagedObjectReference<VirtualMachine> vm,
            GuestAuthentication auth,
            String directoryPath,
            boolean recursive) {
        String path = path("directoryPath", directoryPath);
        run(vm, auth, Scripts.deleteDirectory(path, recursive), path);
    }

    @Override
    public void moveDirectoryInGuest(
            ManagedObjectReference<VirtualMachine> vm,
            GuestAuthentication auth,
            String srcDirectoryPath,
            String dstDirectoryPath) {
        String from = path("srcDirectoryPath", srcDirectoryPath);
        run(vm, auth, Scripts.move(from, path("dstDirectoryPath", dstDirectoryPath), true, false), from);
    }

    @Override
    public void moveFileInGuest(
            ManagedObjectReference<VirtualMachine> vm,
            GuestAuthentication auth,
            String srcFilePath,
            String dstFilePath,
            boolean overwrite) {
        String from = path("srcFilePath", srcFilePath);
        run(vm, auth, Scripts.move(from, path("dstFilePath", dstFilePath), false, overwrite), from);
    }

    @Override
    public String createTemporaryFileInGuest(
            ManagedObjectReference<VirtualMachine> vm,
            GuestAuthentication auth,
            String prefix,
            String suffix,
            @Nullable String directoryPath) {
        return temporary(vm, auth, prefix, suffix, directoryPath, false);
    }

    @Override
    public String createTemporaryDirectoryInGuest(
            ManagedObjectReference<VirtualMachine> vm,
            GuestAuthentication auth,
            String prefix,
            String suffix,
            @Nullable String directoryPath) {
        return temporary(vm, auth, prefix, suffix, directoryPath, true);
    }

    private String temporary(
            ManagedObjectReference<VirtualMachine> vm,
            GuestAuthentication auth,
            String prefix,
            String suffix,
            @Nullable String directoryPath,
            boolean isDirectory) {
        String folder = directoryPath == null || directoryPath.isEmpty() ? "" : path("directoryPath", directoryPath);
        if ((prefix + suffix).contains("/")
                || (prefix + suffix).length() > 200
                || (prefix + suffix).indexOf('\0') >= 0) {
            throw GuestFaults.invalid("prefix", "A name's beginning and end hold no slash and are short.");
        }
        return output(run(vm, auth, Scripts.makeTemporary(prefix, suffix, folder, isDirectory), folder));
    }

    @Override
    public GuestListFileInfo listFilesInGuest(
            ManagedObjectReference<VirtualMachine> vm,
            GuestAuthentication auth,
            String filePath,
            @Nullable Integer index,
            @Nullable Integer maxResults,
            @Nullable String matchPattern) {
        String path = path("filePath", filePath);
        List<GuestFileInfo> all = GuestFileListing.parse(output(run(vm, auth, Scripts.list(path), path)));
        return GuestFileListing.part(all, index, maxResults, matchPattern);
    }

    @Override
    public void changeFileAttributesInGuest(
            ManagedObjectReference<VirtualMachine> vm,
            GuestAuthentication auth,
            String guestFilePath,
            GuestFileAttributes fileAttributes) {
        String path = path("guestFilePath", guestFilePath);
        run(vm, auth, "[ -e " + Scripts.quoted(path) + " ] || exit 102; " + attributes(path, fileAttributes), path);
    }

    @Override
    public FileTransferInformation initiateFileTransferFromGuest(
            ManagedObjectReference<VirtualMachine> vm, GuestAuthentication auth, String guestFilePath) {
        String path = path("guestFilePath", guestFilePath);
        GuestFileInfo file = GuestFileListing.parse(output(run(vm, auth, Scripts.readable(path), path))).stream()
                .findFirst()
                .orElseThrow(() -> GuestFaults.failed("The guest's answer about " + path + " makes no sense."));
        long size = Math.max(0, file.size());
        Transfer transfer = new Transfer(machines.agent(vm), Credentials.of(auth), path, false, size, "");
        return FileTransferInformation.builder()
                .attributes(file.attributes())
                .size(size)
                .url(url(transfers.begin(transfer)))
                .build();
    }

    @Override
    public String initiateFileTransferToGuest(
            ManagedObjectReference<VirtualMachine> vm,
            GuestAuthentication auth,
            String guestFilePath,
            GuestFileAttributes fileAttributes,
            long fileSize,
            boolean overwrite) {
        String path = path("guestFilePath", guestFilePath);
        if (fileSize < 0 || fileSize > FILE_MAX) {
            throw GuestFaults.invalid("fileSize", "A file has 0 to " + FILE_MAX + " bytes.");
        }
        String finish = attributes(path, fileAttributes);
        run(vm, auth, Scripts.begin(path, overwrite), path);
        Transfer transfer = new Transfer(machines.agent(vm), Credentials.of(auth), path, true, fileSize, finish);
        return url(transfers.begin(transfer));
    }

    /** The commands that give a file its attributes; those that are not given stay. */
    private static String attributes(String path, GuestFileAttributes wanted) {
        StringBuilder commands = new StringBuilder("f=" + Scripts.quoted(path) + "; ");
        if (wanted instanceof GuestPosixFileAttributes posix) {
            if (posix.ownerId() != null || posix.groupId() != null) {
                String owner = posix.ownerId() == null ? "" : Integer.toUnsignedString(posix.ownerId());
                String group = posix.groupId() == null ? "" : ":" + Integer.toUnsignedString(posix.groupId());
                commands.append("chown ").append(owner).append(group).append(" -- \"$f\" || exit 105; ");
            }
            Long permissions = posix.permissions();
            if (permissions != null && permissions > 0) { // clients that mean none send 0
                commands.append("chmod ")
                        .append(Long.toOctalString(permissions & 07777))
                        .append(" -- \"$f\" || exit 105; ");
            }
        }
        if (wanted.modificationTime() != null) {
            commands.append("touch -m -d @").append(wanted.modificationTime().getEpochSecond());
            commands.append(" -- \"$f\" || exit 105; ");
        }
        if (wanted.accessTime() != null) {
            commands.append("touch -a -d @").append(wanted.accessTime().getEpochSecond());
            commands.append(" -- \"$f\" || exit 105; ");
        }
        return commands + "exit 0";
    }

    private ExecStatus run(
            ManagedObjectReference<VirtualMachine> vm, GuestAuthentication auth, String command, String file) {
        Credentials who = Credentials.of(auth);
        return shell.runForFile(machines.agent(vm), who, command, file, new byte[0]);
    }

    private static String output(ExecStatus status) {
        try {
            return status.output();
        } catch (IOException garbled) {
            throw GuestFaults.agent(garbled);
        }
    }

    /** Upstream's star is the address by which the client reached the host. */
    private String url(String secret) {
        return "https://*:" + port.getAsInt() + GuestFileEndpoint.PATH + "?token=" + secret;
    }

    private static String path(String property, String path) {
        if (!path.startsWith("/") || path.length() > PATH_MAX || path.indexOf('\0') >= 0) {
            throw GuestFaults.invalid(property, "A path in a guest begins with a slash.");
        }
        return path;
    }
}
