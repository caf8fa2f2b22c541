package dev.carafe.vsphere.esxi.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.esxi.datastore.Datastore;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * A datastore and how it is now.
 *
 * @param uuid the datastore's own, kept in it: two hosts that share a folder so know it for one datastore
 * @param accessible whether its folder can be read
 */
record DatastoreState(Datastore datastore, String uuid, long capacity, long freeSpace, boolean accessible) {
    /** The file in a datastore that says which one it is. Its name marks it as the system's, as those of VMFS. */
    static final String IDENTITY_FILE = ".datastore.sf";

    /** Looks at a datastore; a new one is given its UUID. */
    static DatastoreState look(Datastore datastore) throws IOException {
        return new DatastoreState(datastore, identity(datastore.root()), 0, 0, false).again();
    }

    /** A datastore of an earlier run, which need not be there. */
    static DatastoreState known(Datastore datastore, String uuid) {
        return new DatastoreState(datastore, uuid, 0, 0, false).again();
    }

    /** How it is now. A folder that has come back is the datastore's again when it says that it is. */
    DatastoreState again() {
        try {
            Datastore now = datastore.isAccessible() ? datastore : returned(datastore.name(), datastore.root(), uuid);
            if (now.isAccessible()) {
                FileStore store = Files.getFileStore(now.root());
                return new DatastoreState(now, uuid, store.getTotalSpace(), store.getUsableSpace(), true);
            }
        } catch (IOException _) {
            // as when it is not there
        }
        return new DatastoreState(datastore, uuid, capacity, 0, false);
    }

    /** The datastore of a folder that says that it is a certain one; one that is not accessible when it does not. */
    static Datastore returned(String name, Path root, String uuid) {
        try {
            if (Files.readString(root.resolve(IDENTITY_FILE), UTF_8).strip().equals(uuid)) {
                return new Datastore(name, root);
            }
        } catch (IOException _) {
            // It may come back later.
        }
        return Datastore.absent(name, root);
    }

    private static String identity(Path root) throws IOException {
        Path file = root.resolve(IDENTITY_FILE);
        if (!Files.exists(file)) {
            makeIdentity(file);
        }
        try {
            return UUID.fromString(Files.readString(file, UTF_8).strip()).toString();
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " holds no UUID; remove it to have the datastore known as a new one", e);
        }
    }

    /** Of hosts that share a new folder and start at once the first gives it its identity, whole. */
    private static void makeIdentity(Path file) throws IOException {
        UUID made = UUID.randomUUID();
        Path fresh = file.resolveSibling(IDENTITY_FILE + "." + made);
        Files.writeString(fresh, made + "\n", StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException _) {
            // The other host's is the one that counts.
        } finally {
            Files.delete(fresh);
        }
    }

    String name() {
        return datastore.name();
    }

    String url() {
        return "ds:///vmfs/volumes/" + uuid + "/";
    }

    ManagedObjectReference<dev.carafe.vsphere.vim.vim25.Datastore> reference() {
        return new ManagedObjectReference<>("Datastore", uuid);
    }
}
