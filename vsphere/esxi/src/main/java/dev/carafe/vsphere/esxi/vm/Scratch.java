package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.vim.FaultException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Makes and destroys files so that a crash leaves nothing that belongs to nobody. Any thread. */
final class Scratch {
    private static final Logger LOG = System.getLogger(Scratch.class.getName());

    private final VmHost host;
    private final Registrations registrations;

    Scratch(VmHost host) {
        this.host = host;
        this.registrations = host.registrations();
    }

    /**
     * Notes what is about to be made: files, disks by their descriptors, folders before what is in them. From then on a disk's
     * content is known to be ours, also without its descriptor.
     *
     * @throws FaultException FileAlreadyExists when there is a disk of that name, or only its content, which is somebody's
     */
    void making(List<DatastorePath> files) {
        for (DatastorePath each : files) {
            if (each.fileName().endsWith(MachineDisks.ENDING) && host.disks().isTaken(each)) {
                throw VmFaults.exists(each);
            }
        }
        try {
            registrations.making(files);
        } catch (IOException failed) {
            throw VmFaults.system("what is being made cannot be noted: " + failed.getMessage());
        }
    }

    /** What was made belongs to a machine now. */
    void settled(List<DatastorePath> files) {
        if (files.isEmpty()) {
            return;
        }
        try {
            registrations.settled(files);
        } catch (IOException failed) {
            // The note stays; the next start sees that a configuration names the files and leaves them alone.
            LOG.log(Level.WARNING, "a note of files cannot be removed: {0}", failed.getMessage());
        }
    }

    /** Removes what was made in vain. */
    void undo(List<DatastorePath> files) {
        if (files.isEmpty()) {
            return;
        }
        if (delete(files)) {
            settled(files);
        }
    }

    /** Removes the beginnings of these files that a crash left; nothing may be at work there. */
    void sweep(List<DatastorePath> files) {
        Set<Path> folders = new LinkedHashSet<>();
        for (DatastorePath each : files) {
            Path file = host.disks().file(each);
            folders.add(Files.isDirectory(file) ? file : Objects.requireNonNull(file.getParent()));
            try {
                Files.deleteIfExists(DurableFile.draft(file));
            } catch (IOException left) {
                LOG.log(Level.WARNING, "a draft of {0} is left: {1}", file, left.getMessage());
            }
        }
        for (Path folder : folders) {
            if (Files.isDirectory(folder)) {
                host.disks().sweep(folder);
            }
        }
    }

    /**
     * Notes files that go once no configuration names them any more. {@link #destroyDoomed} or {@link #spared} is to follow; when the
     * agent ends before, the next start destroys those that no configuration names.
     */
    void dooming(List<DatastorePath> files) {
        if (files.isEmpty()) {
            return;
        }
        try {
            registrations.doom(files);
        } catch (IOException failed) {
            throw VmFaults.system("what is being destroyed cannot be noted: " + failed.getMessage());
        }
    }

    /** Files that were to be destroyed and stay. */
    void spared(List<DatastorePath> files) {
        if (files.isEmpty()) {
            return;
        }
        try {
            registrations.destroyed(files);
        } catch (IOException failed) {
            // The note stays; the next start sees that a configuration names the files and leaves them alone.
            LOG.log(Level.WARNING, "a note of files cannot be removed: {0}", failed.getMessage());
        }
    }

    /** Goes on with what is noted as to be destroyed. */
    void destroyDoomed(List<DatastorePath> files) {
        if (delete(files)) {
            spared(files);
        }
    }

    /** Removes them, folders only when nothing is in them; false when something could not be removed. */
    private boolean delete(List<DatastorePath> files) {
        boolean all = true;
        Set<Path> folders = new LinkedHashSet<>();
        for (DatastorePath each : files) {
            try {
                if (each.fileName().endsWith(MachineDisks.ENDING)) {
                    host.disks().delete(each);
                    host.disks().deleteRest(each);
                } else {
                    Path file = host.disks().file(each);
                    Files.deleteIfExists(file);
                    folders.add(Objects.requireNonNull(file.getParent()));
                }
            } catch (DirectoryNotEmptyException others) {
                LOG.log(Level.DEBUG, "{0} holds files of others and stays", each);
            } catch (NoSuchFileException gone) {
                LOG.log(Level.DEBUG, "{0} is gone with its folder", each);
            } catch (IOException | FaultException failed) {
                all = false;
                LOG.log(
                        Level.WARNING,
                        "{0} cannot be removed and is tried again later: {1}",
                        each,
                        failed.getMessage());
            }
        }
        return sync(folders) && all;
    }

    /** Has what was removed from folders gone from the disk as well; those that are gone themselves need nothing. */
    private static boolean sync(Set<Path> folders) {
        boolean all = true;
        for (Path folder : folders) {
            try {
                DurableFile.sync(folder);
            } catch (NoSuchFileException gone) {
                LOG.log(Level.DEBUG, "{0} is gone with what was in it", folder);
            } catch (IOException failed) {
                all = false;
                LOG.log(Level.WARNING, "{0} cannot be written: {1}", folder, failed.getMessage());
            }
        }
        return all;
    }
}
