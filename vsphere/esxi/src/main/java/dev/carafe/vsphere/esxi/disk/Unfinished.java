package dev.carafe.vsphere.esxi.disk;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What files and folders on datastores are called while they are being made: by whom, so that a host which starts anew finds what it
 * left, and leaves alone what another host of the same datastore is at work on, and what a user called alike. Any thread.
 */
public final class Unfinished {
    private static final Logger LOG = System.getLogger(Unfinished.class.getName());
    private static final String PREFIX = ".carafe-part-";
    private static final Set<FileVisitOption> NO_LINKS = EnumSet.noneOf(FileVisitOption.class);

    private final String ownPrefix;

    /** @param owner the host's own identity, which no other has: letters, digits and dashes, up to 64 */
    public Unfinished(String owner) {
        if (!owner.matches("[0-9A-Za-z-]{1,64}")) {
            throw new IllegalArgumentException("an owner of files has letters, digits and dashes: " + owner);
        }
        ownPrefix = PREFIX + owner + "-";
    }

    /** Whether a file is being made by some host, or was when that ended. */
    static boolean is(Path file) {
        return file.getFileName().toString().startsWith(PREFIX);
    }

    /** A name beside a file. */
    Path beside(Path target, long number) {
        return target.resolveSibling(ownPrefix + HexFormat.of().toHexDigits(number));
    }

    private boolean isOurs(Path file) {
        return file.getFileName().toString().startsWith(ownPrefix);
    }

    /** Removes this host's from a folder and those in it, down to a depth; folders that were being made with all that is in them. */
    void sweep(Path folder, int depth) {
        try {
            Files.walkFileTree(folder, NO_LINKS, depth, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) {
                    if (!each.equals(folder) && isOurs(each)) {
                        remove(each);
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path each, BasicFileAttributes attributes) {
                    if (isOurs(each)) {
                        remove(each);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path each, IOException why) {
                    LOG.log(Level.WARNING, "{0} is not swept: {1}", each, why.toString());
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException broken) {
            LOG.log(Level.WARNING, "{0} is not swept to its end: {1}", folder, broken.toString());
        }
    }

    private static void remove(Path part) {
        try {
            Files.walkFileTree(part, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path each, BasicFileAttributes attributes) throws IOException {
                    Files.delete(each);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path each, @Nullable IOException why) throws IOException {
                    if (why != null) {
                        throw why;
                    }
                    Files.delete(each);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException left) {
            LOG.log(Level.WARNING, "{0} is left: {1}", part, left.toString());
        }
    }
}
