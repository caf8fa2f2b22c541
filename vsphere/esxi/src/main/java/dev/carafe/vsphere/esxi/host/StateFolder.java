package dev.carafe.vsphere.esxi.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The folder that is one host agent's own: what is in it lasts from run to run. Nobody else may read it. */
final class StateFolder implements AutoCloseable {
    /** Without characters that are mistaken for others, or that a shell reads. */
    private static final String PASSWORD_CHARACTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private static final int PASSWORD_LENGTH = 20;

    private final Path folder;
    private final FileChannel lockFile;

    private StateFolder(Path folder, FileChannel lockFile) {
        this.folder = folder;
        this.lockFile = lockFile;
    }

    /**
     * Takes a folder, which is made when it is not there.
     *
     * @throws IOException when it cannot be had, or another agent has it
     */
    static StateFolder open(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        FileChannel lockFile =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!locked(lockFile)) {
            lockFile.close();
            throw new IOException(
                    "another host agent runs in " + folder + "; end it, or give this one a folder of its own");
        }
        return new StateFolder(folder, lockFile);
    }

    private static boolean locked(FileChannel file) throws IOException {
        try {
            @Nullable FileLock lock = file.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException _) {
            return false; // by an agent of this process
        }
    }

    Path path() {
        return folder;
    }

    /** A file or folder in it. */
    Path file(String name) {
        return folder.resolve(name);
    }

    /** A folder in it, made when it is not there. */
    Path subfolder(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    /** The host's own UUID, made at first. */
    String uuid() throws IOException {
        Path file = file("uuid");
        if (!Files.exists(file)) {
            writeSecret(file, UUID.randomUUID() + "\n");
        }
        String text = Files.readString(file, UTF_8).strip();
        try {
            return UUID.fromString(text).toString();
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " holds no UUID; remove it to have the host make a new one", e);
        }
    }

    /** A password that nobody guesses. */
    static String newPassword() {
        SecureRandom random = new SecureRandom();
        StringBuilder password = new StringBuilder();
        while (password.length() < PASSWORD_LENGTH) {
            password.append(PASSWORD_CHARACTERS.charAt(random.nextInt(PASSWORD_CHARACTERS.length())));
        }
        return password.toString();
    }

    /** Writes a file whole or not at all, for this user's eyes only. */
    static void writeSecret(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, text, StandardOpenOption.SYNC);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Lets another agent have it. */
    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
