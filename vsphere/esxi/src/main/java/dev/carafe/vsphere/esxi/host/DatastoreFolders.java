package dev.carafe.vsphere.esxi.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.esxi.datastore.Datastore;
import dev.carafe.vsphere.esxi.datastore.Datastores;
import dev.carafe.vsphere.esxi.datastore.InvalidDatastorePathException;
import dev.carafe.vsphere.esxi.disk.DiskStore;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The folders that are datastores when an agent starts. */
final class DatastoreFolders {
    /** Machines' folders are at the top of a datastore, or somewhat below. */
    private static final int SWEEP_DEPTH = 6;

    private static final Logger LOG = System.getLogger(DatastoreFolders.class.getName());

    private DatastoreFolders() {}

    /**
     * Opens those of the last run, those that the configuration adds, and at first one of the usual name. One of the last run whose
     * folder is not there is known all the same, and not accessible.
     */
    static List<DatastoreState> open(EsxiConfig config, DatastoreList list, Datastores into) throws IOException {
        Map<String, DatastoreList.Known> folders = new LinkedHashMap<>(list.read());
        for (Map.Entry<String, Path> added : config.datastores().entrySet()) {
            DatastoreList.Known before = folders.get(added.getKey());
            if (before == null) {
                folders.put(added.getKey(), new DatastoreList.Known(Files.createDirectories(added.getValue()), null));
            } else if (!isSame(before.folder(), added.getValue())) {
                throw new IOException("the datastore " + added.getKey() + " is " + before.folder()
                        + " already, and cannot be " + added.getValue() + " too; give it another name");
            }
        }
        if (folders.isEmpty()) {
            Path usual = config.usualFolder(EsxiConfig.FIRST_DATASTORE);
            folders.put(EsxiConfig.FIRST_DATASTORE, new DatastoreList.Known(Files.createDirectories(usual), null));
        }
        List<DatastoreState> opened = new ArrayList<>();
        for (Map.Entry<String, DatastoreList.Known> each : folders.entrySet()) {
            opened.add(open(each.getKey(), each.getValue(), into));
        }
        return opened;
    }

    private static boolean isSame(Path known, Path named) throws IOException {
        Path absolute = named.toAbsolutePath().normalize();
        return known.equals(absolute) || (Files.exists(absolute) && known.equals(absolute.toRealPath()));
    }

    private static DatastoreState open(String name, DatastoreList.Known known, Datastores into) throws IOException {
        try {
            DatastoreState state = state(name, known);
            if (!into.add(state.datastore())) {
                throw new IOException("the datastore " + name + " shares files with another: " + known.folder()
                        + " is, holds, or is held by another datastore's folder");
            }
            if (!state.accessible()) {
                LOG.log(
                        Level.WARNING,
                        "the datastore {0} is not accessible: its folder {1} is not there; make it, or mount what is to be there",
                        name,
                        known.folder());
            }
            return state;
        } catch (InvalidDatastorePathException e) {
            throw new IOException(name + " is no name for a datastore: " + e.getMessage(), e);
        }
    }

    private static DatastoreState state(String name, DatastoreList.Known known) throws IOException {
        Path folder = known.folder();
        if (known.uuid() != null) {
            return DatastoreState.known(DatastoreState.returned(name, folder, known.uuid()), known.uuid());
        }
        return Files.isDirectory(folder)
                ? DatastoreState.look(new Datastore(name, folder))
                // Nobody wrote down which it is: until the next start it is known by its folder.
                : DatastoreState.known(
                        Datastore.absent(name, folder),
                        UUID.nameUUIDFromBytes(folder.toString().getBytes(UTF_8))
                                .toString());
    }

    /** Removes what an agent that crashed left half made. */
    static void sweep(Datastore datastore, DiskStore disks) {
        if (datastore.isAccessible()) {
            disks.sweep(datastore.root(), SWEEP_DEPTH);
        }
    }
}
