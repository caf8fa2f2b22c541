package dev.carafe.vsphere.esxi.file;

import dev.carafe.vsphere.esxi.datastore.Datastore;
import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.datastore.Datastores;
import dev.carafe.vsphere.esxi.datastore.InvalidDatastorePathException;
import dev.carafe.vsphere.esxi.disk.DiskException;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.CannotAccessFile;
import dev.carafe.vsphere.vim.vim25.CannotCreateFile;
import dev.carafe.vsphere.vim.vim25.CannotDeleteFile;
import dev.carafe.vsphere.vim.vim25.FileAlreadyExists;
import dev.carafe.vsphere.vim.vim25.FileLocked;
import dev.carafe.vsphere.vim.vim25.FileNotFound;
import dev.carafe.vsphere.vim.vim25.InaccessibleDatastore;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.InvalidDatastorePath;
import dev.carafe.vsphere.vim.vim25.NoDiskSpace;
import dev.carafe.vsphere.vim.vim25.NotADirectory;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.RequestCanceled;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** What fails with files, as upstream's faults and in upstream's words. */
public final class FileFaults {
    private FileFaults() {}

    public static FaultException notFound(DatastorePath file) {
        return FileNotFound.builder().file(file.toString()).build().exception("File " + file + " was not found");
    }

    public static FaultException exists(DatastorePath file) {
        return FileAlreadyExists.builder()
                .file(file.toString())
                .build()
                .exception("Cannot complete the operation because the file or folder " + file + " already exists");
    }

    public static FaultException locked(DatastorePath file) {
        return FileLocked.builder()
                .file(file.toString())
                .build()
                .exception("Unable to access file " + file + " since it is locked");
    }

    public static FaultException noSpace(DatastorePath file) {
        return NoDiskSpace.builder()
                .file(file.toString())
                .datastore(file.datastore())
                .build()
                .exception("Insufficient disk space on datastore '" + file.datastore() + "'.");
    }

    public static FaultException cannotAccess(DatastorePath file, String why) {
        return CannotAccessFile.builder()
                .file(file.toString())
                .build()
                .exception("Unable to access file " + file + ": " + why);
    }

    public static FaultException cannotCreate(DatastorePath file, String why) {
        return CannotCreateFile.builder()
                .file(file.toString())
                .build()
                .exception("Cannot complete file creation operation: " + file + ": " + why);
    }

    public static FaultException cannotDelete(DatastorePath file, String why) {
        return CannotDeleteFile.builder()
                .file(file.toString())
                .build()
                .exception("Cannot delete file " + file + ": " + why);
    }

    static FaultException invalidArgument(String property, String message) {
        return InvalidArgument.builder().invalidProperty(property).build().exception(message);
    }

    public static FaultException of(InvalidDatastorePathException wrong) {
        String message = String.valueOf(wrong.getMessage());
        return wrong.inaccessibleDatastore()
                .map(name -> InaccessibleDatastore.builder()
                        .name(name)
                        .detail("The folder of the datastore is not there.")
                        .build()
                        .exception(message))
                .orElseGet(() -> InvalidDatastorePath.builder()
                        .datastorePath(wrong.path())
                        .build()
                        .exception(message));
    }

    /**
     * What a failed operation on a disk is.
     *
     * @param file what the operation was about
     */
    public static FaultException of(DiskException failed, DatastorePath file, Datastores datastores) {
        return switch (failed.kind()) {
            case EXISTS -> exists(file);
            case NOT_FOUND -> notFound(file);
            case NO_SPACE -> noSpace(file);
            case LOCKED -> locked(file);
            case CORRUPT, FAILED -> cannotAccess(file, shown(failed, datastores));
            case UNSUPPORTED -> NotSupported.builder().build().exception(shown(failed, datastores));
            case INVALID -> invalidArgument("name", shown(failed, datastores));
            case CANCELED -> RequestCanceled.builder().build().exception("The task was canceled by a user.");
        };
    }

    /** What a failure of the file system is. */
    public static FaultException of(IOException failed, DatastorePath file) {
        String text = String.valueOf(failed.getMessage());
        return switch (failed) {
            case NoSuchFileException _ -> notFound(file);
            case FileAlreadyExistsException _ -> exists(file);
            case NotDirectoryException _ ->
                NotADirectory.builder().file(file.toString()).build().exception(file + " is not a folder");
            default ->
                text.contains("No space left on device") || text.contains("Disk quota exceeded")
                        ? noSpace(file)
                        : cannotAccess(file, failed.getClass().getSimpleName());
        };
    }

    /** A message without paths of this host. */
    private static String shown(Exception failed, Datastores datastores) {
        String text = String.valueOf(failed.getMessage());
        for (Datastore datastore : datastores.all()) {
            text = text.replace(datastore.root() + "/", "[" + datastore.name() + "] ");
        }
        return text;
    }
}
