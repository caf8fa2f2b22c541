package dev.carafe.vsphere.esxi.datastore;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The datastores of a host, by name. Any thread; a reader sees all or nothing of a change. */
public final class Datastores {
    /** Replaced as a whole under the lock of this object. */
    private volatile Map<String, Datastore> byName;

    public Datastores(Collection<Datastore> datastores) {
        Map<String, Datastore> found = new LinkedHashMap<>();
        for (Datastore datastore : datastores) {
            if (found.putIfAbsent(datastore.name(), datastore) != null) {
                throw new IllegalArgumentException("two datastores are called " + datastore.name());
            }
        }
        byName = found;
    }

    /** In the order in which they came. */
    public List<Datastore> all() {
        return List.copyOf(byName.values());
    }

    public Optional<Datastore> byName(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Adds one; false when there is one of that name, or one that shares files with it. */
    public synchronized boolean add(Datastore datastore) {
        boolean shared = byName.values().stream()
                .anyMatch(other -> other.root().startsWith(datastore.root())
                        || datastore.root().startsWith(other.root()));
        if (shared || byName.containsKey(datastore.name())) {
            return false;
        }
        Map<String, Datastore> changed = new LinkedHashMap<>(byName);
        changed.put(datastore.name(), datastore);
        byName = changed;
        return true;
    }

    /** Puts one in the place of that of its name, whose folder is the same. */
    public synchronized void replace(Datastore datastore) {
        Map<String, Datastore> changed = new LinkedHashMap<>(byName);
        changed.replace(datastore.name(), datastore);
        byName = changed;
    }

    /** Whether there is one of that name, and its folder is there. */
    public boolean isAccessible(String name) {
        return byName(name).map(Datastore::isAccessible).orElse(false);
    }

    /** Forgets one; its files stay. False when there is none of that name. */
    public synchronized boolean remove(String name) {
        Map<String, Datastore> changed = new LinkedHashMap<>(byName);
        if (changed.remove(name) == null) {
            return false;
        }
        byName = changed;
        return true;
    }

    /**
     * The file of this host for a path, which need not exist.
     *
     * @throws InvalidDatastorePathException when there is no such datastore, or a link leads out of it
     */
    public Path resolve(DatastorePath path) {
        return byName(path.datastore())
                .orElseThrow(() -> new InvalidDatastorePathException(
                        path.toString(), "there is no datastore '" + path.datastore() + "' on this host"))
                .resolve(path);
    }

    /**
     * The path of a file of this host.
     *
     * @throws InvalidDatastorePathException when it is in no datastore
     */
    public DatastorePath pathOf(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        return byName.values().stream()
                .filter(datastore -> absolute.startsWith(datastore.root()))
                .findFirst()
                .orElseThrow(() -> new InvalidDatastorePathException(file.toString(), "it is in no datastore"))
                .pathOf(absolute);
    }
}
