package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.disk.DiskStore;
import dev.carafe.vsphere.esxi.machine.Disk;
import dev.carafe.vsphere.vim.FaultException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The right to change a machine for the length of one task, where several hosts may know it: a lock on a hidden file beside its
 * configuration, which ends with the process that holds it, and so cannot be left behind. While a machine is on, QEMU's locks on
 * its disks say so to the other hosts, for as long as it runs and whatever becomes of its agent.
 *
 * <p>A file that is there and that nobody has locked says that an agent ended in the middle of a task. Whoever takes the claim next,
 * and the next agent at its start, removes what the task had not written to its end.
 */
final class Claim implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Claim.class.getName());
    /** A file that is removed each time before it is locked: somebody comes and goes very fast. */
    private static final int ATTEMPTS_MAX = 100;

    private static final String ENDING = MachineFolder.ENDING + ".lck";
    /** How the files of a machine that are written by drafts are called, after its own name. */
    private static final String DRAFTED = "(\\.vmx|\\.vmtx|\\.vmsd|-Snapshot\\d+\\.vmsn|-seed\\.iso)";

    private final @Nullable FileChannel held;
    private final Path file;

    private Claim(@Nullable FileChannel held, Path file) {
        this.held = held;
        this.file = file;
    }

    /** The file that is locked. It is empty, and is there only while a host changes the machine. */
    static DatastorePath file(MachineFolder folder) {
        return folder.path().child("." + folder.baseName() + ENDING);
    }

    /** Whether a file is called as one that is locked. */
    static boolean isFile(DatastorePath path) {
        String name = path.fileName();
        return name.startsWith(".") && name.endsWith(ENDING);
    }

    /** Whose {@link #file} it is. */
    static MachineFolder folderOf(DatastorePath claim, VmHost host) {
        String name = claim.fileName();
        return new MachineFolder(
                host.ground().datastores(),
                claim.parent().child(name.substring(1, name.length() - ENDING.length()) + MachineFolder.ENDING));
    }

    /**
     * Claims a machine. One that is off is read anew where another host has changed it.
     *
     * @throws FaultException FileLocked when another host changes it, or has it on; FileNotFound when another host has removed it
     */
    static Claim take(Machine machine) {
        return take(machine, Claim::readAnew);
    }

    /** Claims a machine that is to be removed: also one that cannot be read, or that another host has removed. */
    static Claim takeToRemove(Machine machine) {
        return take(machine, each -> {
            try {
                readAnew(each);
            } catch (FaultException unreadable) {
                LOG.log(Level.DEBUG, "machine {0} is removed unread: {1}", each.id(), unreadable.getMessage());
            }
        });
    }

    private static Claim take(Machine machine, Consumer<Machine> readAnew) {
        boolean here = machine.process().isPresent();
        if (!here) {
            refuseWhenOnElsewhere(machine);
        }
        Claim claim = lock(machine);
        try {
            if (!here) {
                refuseWhenOnElsewhere(machine);
                readAnew.accept(machine);
            }
        } catch (RuntimeException | Error refused) {
            claim.close();
            throw refused;
        }
        return claim;
    }

    private static Claim lock(Machine machine) {
        Path file = machine.folder().file(file(machine.folder()));
        boolean left = Files.exists(file);
        try {
            Optional<FileChannel> channel = lock(file);
            if (channel.isPresent()) {
                if (left) {
                    removeDrafts(machine.folder());
                }
                return new Claim(channel.get(), file);
            }
        } catch (IOException impossible) { // such as a datastore without space, from which machines are to be removed
            LOG.log(Level.DEBUG, "machine {0} is changed without a claim: {1}", machine.id(), impossible.getMessage());
            return new Claim(null, file);
        }
        throw VmFaults.locked(machine.folder().vmx(), "another host is changing the virtual machine");
    }

    /** Locks the file, which is made when it is not there; empty when another has it. */
    private static Optional<FileChannel> lock(Path file) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            FileChannel channel = FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Object key = key(file);
            if (!isLocked(channel)) {
                channel.close();
                break;
            }
            if (key != null && key.equals(key(file))) {
                return Optional.of(channel);
            }
            channel.close(); // its last owner removed it meanwhile
        }
        return Optional.empty();
    }

    /**
     * Removes the claim of an agent that ended in the middle of a task, with the drafts of the machine's files that the task was
     * writing. Nothing happens where none was left, or where somebody has the claim.
     */
    static void sweep(MachineFolder folder) {
        try {
            Path file = folder.file(file(folder));
            if (!Files.exists(file)) {
                return;
            }
            Optional<FileChannel> channel = lock(file);
            if (channel.isPresent()) {
                try (Claim _ = new Claim(channel.get(), file)) {
                    removeDrafts(folder);
                }
            }
        } catch (IOException | FaultException left) { // such as on a datastore that is not accessible
            LOG.log(Level.WARNING, "the claim on {0} is left: {1}", folder.vmx(), left.getMessage());
        }
    }

    /** The claim says that a task of ours was at work: what is called as its drafts is one of them. */
    private static void removeDrafts(MachineFolder folder) throws IOException {
        Pattern ours = Pattern.compile(Pattern.quote(folder.baseName()) + DRAFTED);
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder.file(folder.path()))) {
            for (Path each : all) {
                if (DurableFile.ofDraft(each)
                        .filter(name -> ours.matcher(name).matches())
                        .isPresent()) {
                    Files.deleteIfExists(each);
                }
            }
        } catch (DirectoryIteratorException broken) {
            throw broken.getCause();
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException here) {
            return false;
        }
    }

    private static @Nullable Object key(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException gone) {
            return null;
        }
    }

    private static void refuseWhenOnElsewhere(Machine machine) {
        for (Disk disk : machine.state().hardware().devices().disks()) {
            DatastorePath path = machine.folder().path(disk.fileName());
            boolean written;
            try {
                written = DiskStore.isWritten(
                        machine.host().disks().chain(path).top().layer().file());
            } catch (FaultException unreadable) {
                continue; // whoever needs the disk says what is wrong with it
            }
            if (written) {
                throw VmFaults.locked(path, "a virtual machine that is on, on this host or another, writes to it");
            }
        }
    }

    private static void readAnew(Machine machine) {
        MachineState known = machine.state();
        MachineFolder folder = known.folder();
        try {
            if (Objects.equals(folder.readVmx(), known.vmx())
                    && folder.readVmsd().equals(known.snapshots())) {
                return;
            }
            MachineState fresh = new MachineLoader(machine.host()).load(folder);
            machine.update(fresh::after);
            machine.look();
        } catch (NoSuchFileException gone) {
            throw VmFaults.absent(folder.vmx());
        } catch (IOException | FaultException unreadable) {
            throw VmFaults.config(folder.vmx() + " cannot be read: " + unreadable.getMessage());
        }
    }

    @Override
    public void close() {
        if (held != null) {
            try (held) {
                Files.deleteIfExists(file);
            } catch (IOException left) {
                LOG.log(Level.DEBUG, "{0} is left: {1}", file, left.getMessage());
            }
        }
    }
}
