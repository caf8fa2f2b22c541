package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.datastore.Datastores;
import dev.carafe.vsphere.esxi.datastore.InvalidDatastorePathException;
import dev.carafe.vsphere.esxi.disk.DiskChain;
import dev.carafe.vsphere.esxi.disk.DiskException;
import dev.carafe.vsphere.esxi.disk.DiskInfo;
import dev.carafe.vsphere.esxi.disk.DiskProgress;
import dev.carafe.vsphere.esxi.disk.DiskStore;
import dev.carafe.vsphere.esxi.disk.Provisioning;
import dev.carafe.vsphere.esxi.hardware.DiskFacts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Disks by their names on datastores; fails with the API's faults. Any thread, as the {@link DiskStore} beneath. */
final class MachineDisks {
    /** What the name of a disk's descriptor ends with. */
    static final String ENDING = ".vmdk";

    private final Datastores datastores;
    private final DiskStore store;

    MachineDisks(Datastores datastores, DiskStore store) {
        this.datastores = datastores;
        this.store = store;
    }

    Path file(DatastorePath path) {
        try {
            return datastores.resolve(path);
        } catch (InvalidDatastorePathException wrong) {
            throw VmFaults.badPath(wrong);
        }
    }

    boolean exists(DatastorePath path) {
        return Files.exists(file(path));
    }

    /** Whether no new disk can have a name, since there is one, or content without a descriptor. */
    boolean isTaken(DatastorePath path) {
        return with(path, store::isTaken);
    }

    DiskChain chain(DatastorePath path) {
        return with(path, store::chain);
    }

    /** The descriptors of a disk and of all beneath it, its own first. */
    List<DatastorePath> descriptors(DatastorePath path) {
        return chain(path).descriptors().stream().map(datastores::pathOf).toList();
    }

    DatastorePath pathOf(Path file) {
        return datastores.pathOf(file);
    }

    /** What a descriptor lies over, without a look at the content. */
    Optional<DatastorePath> parent(DatastorePath path) {
        return with(path, store::info).parent().map(datastores::pathOf);
    }

    DiskFacts facts(DatastorePath path) {
        DiskChain chain = chain(path);
        DiskInfo info = with(path, store::info);
        return new DiskFacts(
                chain.descriptors().stream()
                        .map(file -> datastores.pathOf(file).toString())
                        .toList(),
                chain.capacityBytes(),
                info.provisioning() == Provisioning.THIN,
                info.provisioning() == Provisioning.EAGER_ZEROED,
                info.uuid().map(MachineDisks::uuid).orElse(""));
    }

    void create(DatastorePath path, long bytes, boolean thin, boolean eager) {
        Provisioning provisioning = thin ? Provisioning.THIN : eager ? Provisioning.EAGER_ZEROED : Provisioning.THICK;
        run(path, file -> store.create(file, bytes, provisioning));
    }

    void delta(DatastorePath parent, DatastorePath child) {
        Path from = file(parent);
        run(child, file -> store.delta(from, file));
    }

    void copy(DatastorePath from, DatastorePath to, Provisioning provisioning, DiskProgress progress) {
        Path source = file(from);
        run(to, file -> store.copy(source, file, provisioning, progress));
    }

    /** A copy of one disk of a chain, over a copy of its parent. */
    void copyOver(DatastorePath from, DatastorePath to, DatastorePath parent, DiskProgress progress) {
        Path source = file(from);
        Path beneath = file(parent);
        run(to, file -> store.copyOver(source, file, beneath, progress));
    }

    /** Gives a copy the identity of what it is a copy of. */
    void sameIdentity(DatastorePath from, DatastorePath to) {
        with(from, store::info).uuid().ifPresent(uuid -> run(to, file -> store.setUuid(file, uuid)));
    }

    void extend(DatastorePath path, long bytes) {
        run(path, file -> store.extend(file, bytes));
    }

    /** Writes down that QEMU made a disk larger. */
    void extended(DatastorePath path, long bytes) {
        run(path, file -> store.extended(file, bytes));
    }

    void setParent(DatastorePath child, DatastorePath parent) {
        Path beneath = file(parent);
        run(child, file -> store.setParent(file, beneath));
    }

    void commit(DatastorePath path, Collection<DatastorePath> children, DiskProgress progress) {
        List<Path> above = children.stream().map(this::file).toList();
        run(path, file -> store.commit(file, above, progress));
    }

    /** Removes a disk; nothing happens when it is not there. */
    void delete(DatastorePath path) {
        if (exists(path)) {
            run(path, store::delete);
        }
    }

    /** Removes the content of a disk whose descriptor is not there, if there is any. */
    void deleteRest(DatastorePath path) {
        run(path, store::deleteRest);
    }

    /** Removes what a crash left of disks that were being made in a folder; nothing may be at work there. */
    void sweep(Path folder) {
        store.sweep(folder, 1);
    }

    private interface Action {
        void on(Path file);
    }

    private void run(DatastorePath path, Action action) {
        this.<Boolean>with(path, file -> {
            action.on(file);
            return true;
        });
    }

    private <R> R with(DatastorePath path, Function<Path, R> action) {
        try {
            return action.apply(file(path));
        } catch (DiskException failed) {
            throw VmFaults.of(failed, path);
        } catch (InvalidDatastorePathException wrong) {
            throw VmFaults.badPath(wrong);
        }
    }

    /** {@code 60 00 c2 9a …-…} as the API has it: {@code 6000C29A-…}. */
    private static String uuid(String descriptorForm) {
        String digits = descriptorForm.replaceAll("[ -]", "").toUpperCase(Locale.ROOT);
        return digits.length() != 32
                ? descriptorForm
                : String.join(
                        "-",
                        digits.substring(0, 8),
                        digits.substring(8, 12),
                        digits.substring(12, 16),
                        digits.substring(16, 20),
                        digits.substring(20));
    }
}
