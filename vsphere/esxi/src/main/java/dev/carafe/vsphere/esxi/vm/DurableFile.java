package dev.carafe.vsphere.esxi.vm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** Writes files so that after a crash they are as before or as after, never half. */
final class DurableFile {
    private static final String PREFIX = ".";
    private static final String ENDING = ".new";

    private DurableFile() {}

    /** Where a file is while it is being written. */
    static Path draft(Path file) {
        return file.resolveSibling(PREFIX + file.getFileName() + ENDING);
    }

    /** The name of the file that a draft is of; empty when it is no draft's name. */
    static Optional<String> ofDraft(Path file) {
        String name = file.getFileName().toString();
        return name.length() > PREFIX.length() + ENDING.length() && name.startsWith(PREFIX) && name.endsWith(ENDING)
                ? Optional.of(name.substring(PREFIX.length(), name.length() - ENDING.length()))
                : Optional.empty();
    }

    /** Replaces a file; on the disk when this returns. */
    static void write(Path file, byte[] content) throws IOException {
        Path beside = draft(file);
        try (FileChannel channel = FileChannel.open(
                beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (IOException failed) {
            Files.deleteIfExists(beside);
            throw failed;
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncFolder(file);
    }

    /** As {@link #write}; nobody but the file's owner may read it, at no time. */
    static void writePrivate(Path file, byte[] content) throws IOException {
        Path beside = file.resolveSibling(PREFIX + file.getFileName() + ENDING);
        Files.deleteIfExists(beside);
        Files.createFile(beside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        write(file, content);
    }

    /** Makes sure that what QEMU or somebody else wrote is on the disk. */
    static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Makes sure that a file's name is on the disk, or is gone from it. */
    static void syncFolder(Path file) throws IOException {
        Path folder = file.getParent();
        if (folder != null) {
            sync(folder);
        }
    }
}
