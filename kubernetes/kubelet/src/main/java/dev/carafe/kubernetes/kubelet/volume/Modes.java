package dev.carafe.kubernetes.kubelet.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Files' modes and owners as numbers, as Kubernetes writes them. */
final class Modes {
    private static final int MODE_BITS = 07777;
    private static final int TYPE_BITS = 0170000;
    private static final int LINK = 0120000;
    private static final int SETGID = 02000;
    private static final int GROUP_READ = 0440;
    private static final int GROUP_READ_WRITE = 0660;
    private static final int GROUP_EXECUTE = 0110;

    private Modes() {}

    /** Sets all twelve mode bits, whatever the process's umask. Follows links: hand in none. */
    static void set(Path path, int mode) throws IOException {
        Files.setAttribute(path, "unix:mode", mode & MODE_BITS);
    }

    static int get(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & MODE_BITS;
    }

    /** Whether an open file, named as {@code /proc/self/fd/N}, is a link itself. */
    static boolean isLink(Path opened) throws IOException {
        return ((int) Files.getAttribute(opened, "unix:mode") & TYPE_BITS) == LINK;
    }

    /**
     * Gives a file or directory to a group, which may then read it as its owner may, and write it too where the volume
     * may be written; new files in a directory inherit the group (upstream {@code pkg/volume/volume_linux.go}).
     */
    static void giveToGroup(Path path, long group, boolean readOnly) throws IOException {
        Files.setAttribute(path, "unix:gid", Math.toIntExact(group), LinkOption.NOFOLLOW_LINKS);
        if (Files.isSymbolicLink(path)) {
            return;
        }
        int access = readOnly ? GROUP_READ : GROUP_READ_WRITE;
        int more = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) ? SETGID | GROUP_EXECUTE : 0;
        set(path, get(path) | access | more);
    }
}
