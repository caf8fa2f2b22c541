package dev.carafe.kubernetes.kubelet.volume;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks, and where asked makes, the paths of hostPath volumes (upstream {@code pkg/volume/hostpath}). */
final class HostPaths {
    private static final int TYPE_BITS = 0170000;
    private static final int SOCKET = 0140000;
    private static final int CHARACTER_DEVICE = 0020000;
    private static final int BLOCK_DEVICE = 0060000;
    private static final int DIRECTORY_MODE = 0755;
    private static final int FILE_MODE = 0644;

    private HostPaths() {}

    /** @throws IOException with upstream's words when the path is not of that type */
    static void check(Path path, String type) throws IOException {
        switch (type) {
            case "" -> {}
            case "DirectoryOrCreate" -> {
                if (!Files.exists(path)) {
                    Files.createDirectories(path);
                    Modes.set(path, DIRECTORY_MODE);
                }
                require(Files.isDirectory(path), path, "a directory");
            }
            case "Directory" -> require(Files.isDirectory(path), path, "a directory");
            case "FileOrCreate" -> {
                if (!Files.exists(path)) {
                    createFile(path);
                }
                require(Files.isRegularFile(path), path, "a file");
            }
            case "File" -> require(Files.isRegularFile(path), path, "a file");
            case "Socket" -> require(isOf(path, SOCKET), path, "a socket file");
            case "CharDevice" -> require(isOf(path, CHARACTER_DEVICE), path, "a character device");
            case "BlockDevice" -> require(isOf(path, BLOCK_DEVICE), path, "a block device");
            default -> throw new IOException(type + " is an invalid volume type");
        }
    }

    private static void createFile(Path path) throws IOException {
        try {
            Files.createFile(path);
            Modes.set(path, FILE_MODE);
        } catch (FileAlreadyExistsException _) {
            // made by another pod at the same time
        }
    }

    private static boolean isOf(Path path, int type) throws IOException {
        return Files.exists(path) && ((int) Files.getAttribute(path, "unix:mode") & TYPE_BITS) == type;
    }

    private static void require(boolean fits, Path path, String what) throws IOException {
        if (!fits) {
            throw new IOException("hostPath type check failed: " + path + " is not " + what);
        }
    }
}
