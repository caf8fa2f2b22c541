package dev.carafe.kubernetes.kubelet.volume;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Replaces all files of a directory at once, so that a reader sees either all old or all new ones
 * (upstream {@code pkg/volume/util/atomic_writer.go}):
 *
 * <pre>
 *   name                   -> ..data/name        what the container opens
 *   ..data                 -> ..2026_01_01_…     swapped by one rename
 *   ..2026_01_01_…/name                          the content
 * </pre>
 *
 * <p>What a killed writer leaves, a directory that nothing points to, goes with the next write.
 * One directory has one writer at a time.
 */
final class AtomicWriter {
    private static final String DATA = "..data";
    private static final String DATA_NEW = "..data_tmp";
    private static final int PATH_MAX = 4096;
    private static final int NAME_MAX = 255;
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("'..'uuuu_MM_dd_HH_mm_ss.").withZone(ZoneOffset.UTC);

    private final Path target;
    private final InstantSource clock;

    /** @param target an existing directory */
    AtomicWriter(Path target, InstantSource clock) {
        this.target = target;
        this.clock = clock;
    }

    /** Sets owners of a directory's files before they become visible. */
    interface Ownership {
        void apply(Path directory) throws IOException;
    }

    /**
     * Makes the payload the directory's content; touches nothing when it is so already.
     *
     * @param payload files by their relative paths
     * @return whether anything was written
     * @throws IOException also for a path that is not allowed
     */
    boolean write(Map<String, ProjectedFile> payload, Ownership ownership) throws IOException {
        Map<Path, ProjectedFile> files = new TreeMap<>();
        for (Map.Entry<String, ProjectedFile> entry : payload.entrySet()) {
            files.put(checked(entry.getKey()), entry.getValue());
        }
        Path old = current();
        Set<Path> obsolete = old == null ? Set.of() : obsolete(old, files.keySet());
        if (old != null && obsolete.isEmpty() && holds(old, files)) {
            link(files.keySet());
            return false;
        }
        Path fresh = Files.createTempDirectory(target, STAMP.format(clock.instant()));
        Modes.set(fresh, 0755);
        for (Map.Entry<Path, ProjectedFile> entry : files.entrySet()) {
            writeFile(fresh.resolve(entry.getKey()), entry.getValue());
        }
        ownership.apply(fresh);
        link(files.keySet());
        Path next = target.resolve(DATA_NEW);
        Files.deleteIfExists(next);
        Files.createSymbolicLink(next, fresh.getFileName());
        Files.move(next, target.resolve(DATA), StandardCopyOption.ATOMIC_MOVE);
        for (Path path : obsolete) {
            if (path.getNameCount() == 1) {
                Files.deleteIfExists(target.resolve(path));
            }
        }
        removeOthers(fresh);
        return true;
    }

    private static Path checked(String text) throws IOException {
        if (text.isEmpty()) {
            throw new IOException("invalid path: must not be empty: \"\"");
        }
        if (text.startsWith("/")) {
            throw new IOException("invalid path: must be relative path: " + text);
        }
        if (text.length() > PATH_MAX) {
            throw new IOException("invalid path: must be less than or equal to " + PATH_MAX + " characters");
        }
        String[] items = text.split("/");
        for (String item : items) {
            if (item.equals("..")) {
                throw new IOException("invalid path: must not contain '..': " + text);
            }
            if (item.length() > NAME_MAX) {
                throw new IOException(
                        "invalid path: filenames must be less than or equal to " + NAME_MAX + " characters");
            }
        }
        if (items.length > 0 && items[0].startsWith("..")) {
            throw new IOException("invalid path: must not start with '..': " + text);
        }
        return Path.of(text).normalize();
    }

    /** The directory that holds the content now, or null. */
    private @Nullable Path current() throws IOException {
        Path data = target.resolve(DATA);
        if (!Files.isSymbolicLink(data)) {
            return null;
        }
        Path directory = target.resolve(Files.readSymbolicLink(data)).normalize();
        // A link that leads elsewhere was not made here; what it names is not read and not removed.
        return target.equals(directory.getParent()) && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                ? directory
                : null;
    }

    private static Set<Path> obsolete(Path old, Set<Path> wanted) throws IOException {
        Set<Path> kept = new HashSet<>();
        for (Path path : wanted) {
            for (Path at = path; at != null; at = at.getParent()) {
                kept.add(at);
            }
        }
        Set<Path> gone = new HashSet<>();
        Files.walkFileTree(old, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return note(directory);
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                return note(file);
            }

            private FileVisitResult note(Path path) {
                Path relative = old.relativize(path);
                if (!path.equals(old) && !kept.contains(relative)) {
                    gone.add(relative);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return gone;
    }

    private static boolean holds(Path directory, Map<Path, ProjectedFile> files) throws IOException {
        for (Map.Entry<Path, ProjectedFile> entry : files.entrySet()) {
            Path file = directory.resolve(entry.getKey());
            byte[] content = entry.getValue().content();
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    || Files.size(file) != content.length
                    || !Arrays.equals(Files.readAllBytes(file), content)) {
                return false;
            }
        }
        return true;
    }

    private static void writeFile(Path file, ProjectedFile projected) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.write(file, projected.content());
        Modes.set(file, projected.mode());
        if (projected.owner() >= 0) {
            Files.setAttribute(file, "unix:uid", Math.toIntExact(projected.owner()), LinkOption.NOFOLLOW_LINKS);
        }
    }

    private void link(Set<Path> files) throws IOException {
        for (Path file : files) {
            Path first = file.getName(0);
            Path visible = target.resolve(first);
            if (!Files.exists(visible, LinkOption.NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(visible, Path.of(DATA).resolve(first));
            }
        }
    }

    /** Removes the directory before, and what writers left that were killed midway. */
    private void removeOthers(Path fresh) throws IOException {
        try (var found = Files.newDirectoryStream(target, "..[0-9]*")) {
            for (Path path : found) {
                if (!path.equals(fresh)) {
                    Trees.delete(path);
                }
            }
        }
    }
}
