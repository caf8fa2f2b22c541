package dev.carafe.vsphere.esxi.file;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.disk.DiskException;
import dev.carafe.vsphere.esxi.disk.DiskProgress;
import dev.carafe.vsphere.esxi.disk.DiskStore;
import dev.carafe.vsphere.esxi.disk.SparseCopy;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Copies, moves and removes files and folders. Links are never followed out of a tree: a link is removed, and not copied. */
final class FileTree {
    /** How deep folders may be within each other. */
    static final int DEPTH_MAX = 32;
    /** How many files one operation may be about. */
    static final int FILES_MAX = 100_000;

    private final FileNames names;
    private final DiskStore disks;

    FileTree(FileNames names, DiskStore disks) {
        this.names = names;
        this.disks = disks;
    }

    void delete(DatastorePath path) {
        Path file = names.file(path);
        if (path.isRoot()) {
            throw FileFaults.cannotDelete(path, "a datastore itself cannot be deleted");
        }
        try {
            List<Path> all = all(file, path);
            refuseWhenOpen(all, path);
            for (Path each : all.reversed()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException failed) {
            throw FileFaults.of(failed, path);
        }
    }

    void copy(DatastorePath from, DatastorePath to, boolean force, DiskProgress progress) {
        Path source = names.file(from);
        Path target = names.file(to);
        checkPair(from, to, source);
        try {
            List<Path> all = all(source, from);
            checkRoomFor(target, to, force);
            Path part = disks.unfinished(target);
            try {
                copyAll(all, source, part, progress);
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException | RuntimeException failed) {
                remove(part);
                throw failed;
            }
        } catch (DiskException failed) {
            throw FileFaults.of(failed, to, names.datastores());
        } catch (IOException failed) {
            throw FileFaults.of(failed, to);
        }
    }

    void move(DatastorePath from, DatastorePath to, boolean force, DiskProgress progress) {
        Path source = names.file(from);
        Path target = names.file(to);
        checkPair(from, to, source);
        if (from.isRoot()) {
            throw FileFaults.cannotAccess(from, "a datastore itself cannot be moved");
        }
        try {
            refuseWhenOpen(all(source, from), from);
            checkRoomFor(target, to, force);
            Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException across) {
            copy(from, to, force, progress);
            delete(from);
        } catch (IOException failed) {
            throw FileFaults.of(failed, to);
        }
    }

    void makeDirectory(DatastorePath path, boolean parents) {
        Path folder = names.file(path);
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw FileFaults.exists(path);
        }
        DatastorePath parent = path.parent();
        try {
            if (parents) {
                Files.createDirectories(names.file(parent));
            } else if (!Files.isDirectory(names.file(parent))) {
                throw FileFaults.notFound(parent);
            }
            Files.createDirectory(folder);
        } catch (IOException failed) {
            throw FileFaults.of(failed, path);
        }
    }

    private void checkPair(DatastorePath from, DatastorePath to, Path source) {
        if (!Files.exists(source)) {
            throw FileFaults.notFound(from);
        }
        if (to.isRoot() || to.equals(from)) {
            throw FileFaults.exists(to);
        }
        if (to.startsWith(from)) {
            throw FileFaults.cannotCreate(to, "it is within what is to be copied or moved");
        }
        if (!Files.isDirectory(names.file(to.parent()))) {
            throw FileFaults.notFound(to.parent());
        }
    }

    /** Whether the target may be replaced; a folder never is, and what is replaced stays until the other is whole. */
    private static void checkRoomFor(Path target, DatastorePath path, boolean force) {
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!force || Files.isDirectory(target)) {
            throw FileFaults.exists(path);
        }
        refuseWhenOpen(List.of(target), path);
    }

    private static void copyAll(List<Path> all, Path source, Path part, DiskProgress progress) throws IOException {
        int done = 0;
        for (Path each : all) {
            Path to = each.equals(source)
                    ? part
                    : part.resolve(source.relativize(each).toString());
            if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(to);
            } else if (Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)) {
                Files.createFile(
                        to, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                int before = 100 * done / all.size();
                SparseCopy.copy(each, to, new Share(progress, before, 100 * (done + 1) / all.size()));
                try (FileChannel channel = FileChannel.open(to, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
            }
            done++;
        }
    }

    /** A part of a whole. */
    private record Share(DiskProgress whole, int from, int to) implements DiskProgress {
        @Override
        public void percent(int percent) {
            whole.percent(from + (to - from) * percent / 100);
        }

        @Override
        public boolean cancelled() {
            return whole.cancelled();
        }
    }

    /** A file or folder with all within, each folder before its files. */
    private static List<Path> all(Path file, DatastorePath path) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new NoSuchFileException(file.toString());
        }
        List<Path> found = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(file, DEPTH_MAX)) {
            for (Path each : (Iterable<Path>) walk::iterator) {
                found.add(each);
                if (found.size() > FILES_MAX) {
                    throw FileFaults.cannotAccess(path, "it holds more than " + FILES_MAX + " files");
                }
            }
        }
        return found;
    }

    private static void refuseWhenOpen(List<Path> files, DatastorePath path) {
        for (Path file : files) {
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                try {
                    DiskStore.refuseWhenOpen(file);
                } catch (DiskException open) {
                    throw FileFaults.locked(path);
                }
            }
        }
    }

    private static void remove(Path part) throws IOException {
        if (Files.exists(part, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> walk = Files.walk(part)) {
                for (Path each : walk.toList().reversed()) {
                    Files.deleteIfExists(each);
                }
            }
        }
    }
}
