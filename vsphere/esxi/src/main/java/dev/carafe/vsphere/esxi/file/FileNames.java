package dev.carafe.vsphere.esxi.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.datastore.Datastores;
import dev.carafe.vsphere.esxi.datastore.InvalidDatastorePathException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datacenter;
import dev.carafe.vsphere.vmomi.inventory.MissingObject;
import java.net.URLDecoder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Files as clients name them: {@code [datastore] path}, or the URL {@code https://HOST/folder/path?dsName=datastore}. */
final class FileNames {
    private static final String FOLDER = "/folder/";

    private final Datastores datastores;
    private final ManagedObjectReference<Datacenter> datacenter;

    FileNames(Datastores datastores, ManagedObjectReference<Datacenter> datacenter) {
        this.datastores = datastores;
        this.datacenter = datacenter;
    }

    /** Reads a name; faults when it names nothing, or there is no such datacenter. */
    DatastorePath parse(String name, @Nullable ManagedObjectReference<Datacenter> in) {
        if (in != null && !in.value().equals(datacenter.value())) {
            throw MissingObject.fault(in);
        }
        try {
            DatastorePath path =
                    name.startsWith("http://") || name.startsWith("https://") ? ofUrl(name) : DatastorePath.parse(name);
            datastores.resolve(path);
            return path;
        } catch (InvalidDatastorePathException wrong) {
            throw FileFaults.of(wrong);
        }
    }

    Path file(DatastorePath path) {
        try {
            return datastores.resolve(path);
        } catch (InvalidDatastorePathException wrong) {
            throw FileFaults.of(wrong);
        }
    }

    Datastores datastores() {
        return datastores;
    }

    private static DatastorePath ofUrl(String url) {
        int folder = url.indexOf(FOLDER, url.indexOf("//") + 2);
        int query = url.indexOf('?');
        String datastore = "";
        if (folder > 0 && query > folder) {
            for (String pair : url.substring(query + 1).split("&", -1)) {
                if (pair.startsWith("dsName=")) {
                    datastore = decoded(pair.substring("dsName=".length()));
                }
            }
            return new DatastorePath(
                    datastore,
                    decoded(url.substring(folder + FOLDER.length(), query).replace("+", "%2B")));
        }
        return DatastorePath.parse(url);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, UTF_8);
        } catch (IllegalArgumentException malformed) {
            return "\0"; // refused as a path
        }
    }
}
