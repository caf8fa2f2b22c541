package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.esxi.datastore.Datastore;
import dev.carafe.vsphere.esxi.datastore.Datastores;
import dev.carafe.vsphere.esxi.datastore.InvalidDatastorePathException;
import dev.carafe.vsphere.esxi.disk.DiskStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The folders that are datastores when an agent starts. */
final class DatastoreFolders {
    /** Machines' folders are at the top of a datastore, or somewhat below. */
    private static final int SWEEP_DEPTH = 5;

    private DatastoreFolders() {}

    /** Opens those of the last run, those that the configuration adds, and at first one of the usual name. */
    static void open(EsxiConfig config, DatastoreList list, Datastores into) throws IOException {
        Map<String, Path> folders = new LinkedHashMap<>(list.read());
        for (Map.Entry<String, Path> added : config.datastores().entrySet()) {
            Path before = folders.put(added.getKey(), Files.createDirectories(added.getValue()));
            if (before != null && !before.equals(added.getValue().toRealPath())) {
                throw new IOException("the datastore " + added.getKey() + " is " + before + " already, and cannot be "
                        + added.getValue() + " too; give it another name");
            }
        }
        if (folders.isEmpty()) {
            Path usual = config.usualFolder(EsxiConfig.FIRST_DATASTORE);
            folders.put(EsxiConfig.FIRST_DATASTORE, Files.createDirectories(usual));
        }
        for (Map.Entry<String, Path> each : folders.entrySet()) {
            open(each.getKey(), each.getValue(), into);
        }
    }

    private static void open(String name, Path folder, Datastores into) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("the folder of the datastore " + name + " is not there: " + folder
                    + "; make it, or mount what is to be there");
        }
        try {
            if (!into.add(new Datastore(name, folder))) {
                throw new IOException("the datastore " + name + " shares files with another: " + folder
                        + " is, holds, or is held by another datastore's folder");
            }
        } catch (InvalidDatastorePathException e) {
            throw new IOException(name + " is no name for a datastore: " + e.getMessage(), e);
        }
    }

    /** Removes what an agent that crashed left half made. */
    static void sweep(Datastore datastore, DiskStore disks) throws IOException {
        try (Stream<Path> all = Files.walk(datastore.root(), SWEEP_DEPTH)) {
            for (Path folder : all.filter(Files::isDirectory).toList()) {
                disks.sweep(folder);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
