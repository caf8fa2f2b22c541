package dev.carafe.kubernetes.kubelet.volume;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What is mounted, as the kernel says it now ({@code proc_pid_mountinfo(5)}). */
final class MountTable {
    private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");
    private static final int MOUNT_POINT_FIELD = 4;

    private MountTable() {}

    /** Whether something is mounted exactly there. */
    static boolean isMounted(Path path) throws IOException {
        return read().contains(path.toAbsolutePath().normalize());
    }

    /** The mount points at or beneath a directory, each before those it lies in or on, so that they can be unmounted in turn. */
    static List<Path> beneath(Path directory) throws IOException {
        Path root = directory.toAbsolutePath().normalize();
        List<Path> found = new ArrayList<>();
        for (Path mount : read()) {
            if (mount.startsWith(root)) {
                found.add(mount);
            }
        }
        Collections.reverse(found); // the table is in the order of mounting
        return found;
    }

    private static List<Path> read() throws IOException {
        List<Path> mounts = new ArrayList<>();
        // Names are bytes to the kernel; Latin-1 keeps them apart, and the paths asked for are ASCII.
        for (String line : Files.readAllLines(MOUNTINFO, StandardCharsets.ISO_8859_1)) {
            String[] fields = line.split(" ", MOUNT_POINT_FIELD + 2);
            if (fields.length > MOUNT_POINT_FIELD) {
                mounts.add(Path.of(unescaped(fields[MOUNT_POINT_FIELD])));
            }
        }
        return mounts;
    }

    /** Blanks and backslashes are written as three octal digits. */
    private static String unescaped(String text) {
        int at = text.indexOf('\\');
        if (at < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.substring(0, at));
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\\' && at + 3 < text.length()) {
                out.append((char) Integer.parseInt(text.substring(at + 1, at + 4), 8));
                at += 4;
            } else {
                out.append(c);
                at++;
            }
        }
        return out.toString();
    }
}
