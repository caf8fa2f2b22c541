package dev.carafe.vsphere.esxi.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Files that are being made: each under a name that nobody looks for, until all of them are whole and on the disk. Closed
 * before {@link #publish}, it removes them all. For one thread.
 */
final class Staging implements AutoCloseable {
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");

    private final UnaryOperator<Path> names;
    private final List<Part> parts = new ArrayList<>();
    private boolean published;

    private record Part(Path temporary, Path target, boolean replaces) {}

    /** @param names for a file that is being made, by what it is to be */
    Staging(UnaryOperator<Path> names) {
        this.names = names;
    }

    /** A new empty file that will be {@code target}; refuses at once when there is one. */
    Path add(Path target) {
        return add(target, false);
    }

    /** A new empty file that will take the place of {@code target}. */
    Path replacing(Path target) {
        return add(target, true);
    }

    private Path add(Path target, boolean replaces) {
        Path temporary = names.apply(target);
        try {
            if (!replaces && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(target.toString());
            }
            Files.createFile(temporary, PosixFilePermissions.asFileAttribute(PRIVATE));
        } catch (IOException failed) {
            throw failure(failed, target);
        }
        parts.add(new Part(temporary, target, replaces));
        return temporary;
    }

    void write(Path temporary, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }

    /** Writes all through and gives them their names, in the order in which they were added. */
    void publish() throws IOException {
        for (Part part : parts) {
            try (FileChannel channel = FileChannel.open(part.temporary(), StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        }
        List<Path> named = new ArrayList<>();
        try {
            for (Part part : parts) {
                if (part.replaces()) {
                    Files.move(part.temporary(), part.target(), StandardCopyOption.ATOMIC_MOVE);
                } else {
                    Files.move(part.temporary(), part.target());
                    named.add(part.target());
                }
            }
        } catch (IOException failed) {
            for (Path path : named.reversed()) {
                Files.deleteIfExists(path);
            }
            throw failed;
        }
        published = true;
        for (Path folder :
                parts.stream().map(part -> folderOf(part.target())).distinct().toList()) {
            syncFolder(folder);
        }
    }

    @Override
    public void close() {
        if (published) {
            return;
        }
        for (Part part : parts) {
            try {
                Files.deleteIfExists(part.temporary());
            } catch (IOException stays) {
                // The sweep at the next start takes it away.
            }
        }
    }

    /** Makes names that came or went last. */
    static void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** The folder of a file on a datastore. */
    static Path folderOf(Path file) {
        return Objects.requireNonNull(file.getParent(), "the file of a datastore is in a folder");
    }

    /** What a failure of the file system means for a disk. */
    static DiskException failure(IOException failed, Path file) {
        String text = String.valueOf(failed.getMessage());
        if (failed instanceof FileAlreadyExistsException) {
            return new DiskException(DiskException.Kind.EXISTS, "File " + file + " already exists", failed);
        }
        if (failed instanceof NoSuchFileException) {
            return new DiskException(DiskException.Kind.NOT_FOUND, "File " + text + " was not found", failed);
        }
        if (text.contains("No space left on device") || text.contains("Disk quota exceeded")) {
            return new DiskException(
                    DiskException.Kind.NO_SPACE, "Insufficient disk space on the datastore of " + file, failed);
        }
        String why =
                failed instanceof FileSystemException system && system.getReason() != null ? system.getReason() : text;
        return new DiskException(DiskException.Kind.FAILED, "File " + file + ": " + why, failed);
    }
}
