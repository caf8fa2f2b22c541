package dev.carafe.kubernetes.kubelet.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Makes a path inside a volume mountable without letting a container lead the mount out of the volume by
 * links it puts there, also while this runs (upstream {@code pkg/volume/util/subpath}). The path is
 * opened step by step without following links, and what was opened, not what the name means later, is
 * bound to {@code <pod>/volume-subpaths/<volume>/<container>/<index>}.
 */
final class SubPaths {
    private static final int ANYTHING = Libc.O_PATH | Libc.O_NOFOLLOW | Libc.O_CLOEXEC;
    private static final int DIRECTORY = ANYTHING | Libc.O_DIRECTORY;

    private SubPaths() {}

    /**
     * @param volume the volume's place
     * @param subPath relative, without {@code ..}
     * @param target where to bind it
     * @throws IOException when it would lead out of the volume
     */
    static void bind(Path volume, Path subPath, Path target) throws IOException {
        Path root = volume.toRealPath();
        Path inside = make(root, subPath);
        int opened = open(root, inside);
        try {
            Path source = Path.of("/proc/self/fd/" + opened);
            if (MountTable.isMounted(target)) {
                if (same(source, target)) {
                    return;
                }
                unmountAll(target);
            }
            prepare(target, Files.isDirectory(source));
            Libc.mount(source.toString(), target.toString(), "", Libc.MS_BIND, "");
        } finally {
            Libc.close(opened);
        }
    }

    /** The real path, made of directories where it is not there yet. */
    private static Path make(Path root, Path subPath) throws IOException {
        Path at = root;
        for (Path step : subPath.normalize()) {
            Path next = at.resolve(step);
            if (step.toString().isEmpty()) {
                continue;
            }
            if (!Files.exists(next, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(next);
                Modes.set(next, Modes.get(root));
                carryOwner(root, next);
            }
            at = next.toRealPath();
            if (!at.startsWith(root)) {
                throw new IOException("subpath \"" + subPath + "\" not within volume path \"" + root + "\"");
            }
        }
        return at;
    }

    private static void carryOwner(Path from, Path to) throws IOException {
        Files.setAttribute(
                to,
                "unix:gid",
                Files.getAttribute(from, "unix:gid", LinkOption.NOFOLLOW_LINKS),
                LinkOption.NOFOLLOW_LINKS);
    }

    /** Opens a path that had no links when it was resolved; a step that became one since is refused. */
    private static int open(Path root, Path inside) throws IOException {
        int at = Libc.openAt(Libc.AT_FDCWD, root.toString(), DIRECTORY);
        Path relative = root.relativize(inside);
        int steps = inside.equals(root) ? 0 : relative.getNameCount();
        for (int i = 0; i < steps; i++) {
            String name = relative.getName(i).toString();
            int next;
            try {
                next = Libc.openAt(at, name, i < steps - 1 ? DIRECTORY : ANYTHING);
            } finally {
                Libc.close(at);
            }
            at = next;
        }
        // With O_PATH the kernel opens a link itself where it refuses to follow it.
        if (Modes.isLink(Path.of("/proc/self/fd/" + at))) {
            Libc.close(at);
            throw new IOException("subpath \"" + relative + "\" became a link");
        }
        return at;
    }

    private static boolean same(Path source, Path target) throws IOException {
        return Objects.equals(id(source), id(target));
    }

    private static String id(Path path) throws IOException {
        return Files.getAttribute(path, "unix:dev") + ":" + Files.getAttribute(path, "unix:ino");
    }

    private static void prepare(Path target, boolean directory) throws IOException {
        Files.createDirectories(Objects.requireNonNull(target.getParent()));
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)
                && Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS) != directory) {
            Files.delete(target);
        }
        if (directory) {
            Files.createDirectories(target);
        } else if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            Files.createFile(target);
        }
    }

    private static void unmountAll(Path target) throws IOException {
        for (Path mount : MountTable.beneath(target)) {
            Libc.unmount(mount.toString(), Libc.MNT_DETACH);
        }
    }
}
