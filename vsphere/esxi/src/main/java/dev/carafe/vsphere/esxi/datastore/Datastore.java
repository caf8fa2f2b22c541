package dev.carafe.vsphere.esxi.datastore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * One folder of this host that holds machines. Immutable; what is in the folder is not its business. It is that very folder: when
 * another comes into its place, as the empty one that a file system was mounted on, the datastore is not accessible.
 */
public final class Datastore {
    private final String name;
    private final Path root;
    /** What the file system tells the folder by; null when it was not there. */
    private final @Nullable Object key;

    private Datastore(String name, Path root, @Nullable Object key) {
        if (!DatastorePath.isName(name)) {
            throw new InvalidDatastorePathException("[" + name + "] ", "no datastore can have that name");
        }
        this.name = name;
        this.root = root;
        this.key = key;
    }

    /**
     * Takes a folder as a datastore.
     *
     * @param root an existing folder
     * @throws IOException when the folder is not there
     * @throws InvalidDatastorePathException when a datastore cannot have that name
     */
    public Datastore(String name, Path root) throws IOException {
        this(name, root.toRealPath(), key(root.toRealPath()));
        if (!Files.isDirectory(this.root)) {
            throw new NotDirectoryException(root.toString());
        }
    }

    /** A datastore whose folder, which others may know by its name, is not there. */
    public static Datastore absent(String name, Path root) {
        return new Datastore(name, root.toAbsolutePath().normalize(), null);
    }

    private static @Nullable Object key(Path folder) throws IOException {
        return Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
    }

    /** Whether its folder is there, the same as at first. */
    public boolean isAccessible() {
        try {
            return key != null && key.equals(key(root));
        } catch (IOException gone) {
            return false;
        }
    }

    public String name() {
        return name;
    }

    /** The folder, absolute and without links. */
    public Path root() {
        return root;
    }

    /**
     * The file of this host for a path, which need not exist.
     *
     * @throws InvalidDatastorePathException when the path, or a link on the way, leads out of the datastore, or that is not accessible
     */
    public Path resolve(String path) {
        return resolve(new DatastorePath(name, path));
    }

    /** As {@link #resolve(String)}. */
    public Path resolve(DatastorePath path) {
        if (!path.datastore().equals(name)) {
            throw new InvalidDatastorePathException(path.toString(), "it is on another datastore than " + name);
        }
        if (!isAccessible()) {
            throw InvalidDatastorePathException.unreachable(path);
        }
        Path at = root;
        if (path.isRoot()) {
            return at;
        }
        for (String segment : path.path().split("/", -1)) {
            at = at.resolve(segment);
            if (Files.isSymbolicLink(at) && !leadsInside(at)) {
                throw new InvalidDatastorePathException(path.toString(), "a link in it leads out of the datastore");
            }
        }
        return at;
    }

    /**
     * The path of a file in this datastore's folder.
     *
     * @throws InvalidDatastorePathException when it is somewhere else
     */
    public DatastorePath pathOf(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        if (!absolute.startsWith(root)) {
            throw new InvalidDatastorePathException(file.toString(), "it is not in the datastore " + name);
        }
        return new DatastorePath(name, root.relativize(absolute).toString());
    }

    private boolean leadsInside(Path link) {
        try {
            return link.toRealPath().startsWith(root);
        } catch (IOException dangling) {
            return false; // whatever it names can come into being anywhere
        }
    }
}
