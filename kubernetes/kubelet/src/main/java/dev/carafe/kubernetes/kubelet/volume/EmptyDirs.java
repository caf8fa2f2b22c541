package dev.carafe.kubernetes.kubelet.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Empty directories for pods, on disk or in memory. One that is there already is left as it is: its
 * containers may have changed its mode and own what is in it.
 */
final class EmptyDirs {
    private static final int MODE = 0777;
    private static final int MODE_OF_GROUP = 02777;

    private EmptyDirs() {}

    /** @param group who gets it, negative for nobody in particular */
    static void onDisk(Path directory, long group) throws IOException {
        if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Path parent = Objects.requireNonNull(directory.getParent());
        Files.createDirectories(parent);
        // Made aside and renamed: a directory that is there is finished, whenever the kubelet was killed.
        Path aside = parent.resolve(".new." + directory.getFileName());
        Trees.delete(aside);
        Files.createDirectory(aside);
        Modes.set(aside, MODE);
        if (group >= 0) {
            Modes.giveToGroup(aside, group, false);
        }
        Files.move(aside, directory);
    }

    /**
     * @param sizeBytes the most it may hold, 0 for the kernel's default
     * @param group who gets it, negative for nobody in particular
     */
    static void inMemory(Path directory, long sizeBytes, long group) throws IOException {
        Files.createDirectories(directory);
        if (MountTable.isMounted(directory)) {
            return;
        }
        StringBuilder options = new StringBuilder("mode=");
        options.append(Integer.toOctalString(group >= 0 ? MODE_OF_GROUP : MODE));
        if (group >= 0) {
            options.append(",gid=").append(group);
        }
        if (sizeBytes > 0) {
            options.append(",size=").append(sizeBytes);
        }
        Libc.mount("tmpfs", directory.toString(), "tmpfs", 0, options.toString());
    }
}
