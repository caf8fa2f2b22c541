package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.esxi.datastore.Datastore;
import dev.carafe.vsphere.esxi.datastore.Datastores;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ComputeResourceProperties;
import dev.carafe.vsphere.vim.vim25.DatacenterProperties;
import dev.carafe.vsphere.vim.vim25.DatastoreProperties;
import dev.carafe.vsphere.vim.vim25.FolderProperties;
import dev.carafe.vsphere.vim.vim25.HostConfigInfo;
import dev.carafe.vsphere.vim.vim25.HostDatastoreBrowserProperties;
import dev.carafe.vsphere.vim.vim25.HostDatastoreSystemProperties;
import dev.carafe.vsphere.vim.vim25.HostFileSystemVolumeInfo;
import dev.carafe.vsphere.vim.vim25.HostStorageSystemProperties;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vmomi.inventory.Changes;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The host's datastores as managed objects: which there are, and how full they are. Changes of which there are come one
 * after another, guarded by this object's lock, which is taken before the registry's.
 */
final class HostDatastores {
    private static final Logger LOG = System.getLogger(HostDatastores.class.getName());

    private final ObjectRegistry registry;
    private final Datastores datastores;
    private final DatastoreBrowsers browsers;
    private final DatastoreList list;
    private final InstantSource clock;

    /** By reference value, in the order in which they came. Replaced as a whole under the lock; read without it. */
    private volatile Map<String, DatastoreState> states = Map.of();

    /** Told the name of a datastore that went or came back, without the lock. */
    private volatile Consumer<String> listener = _ -> {};

    HostDatastores(
            ObjectRegistry registry,
            Datastores datastores,
            DatastoreBrowsers browsers,
            DatastoreList list,
            InstantSource clock) {
        this.registry = registry;
        this.datastores = datastores;
        this.browsers = browsers;
        this.list = list;
        this.clock = clock;
    }

    /** Serves a datastore, which {@link Datastores} has already. */
    synchronized ManagedObjectReference<dev.carafe.vsphere.vim.vim25.Datastore> serve(Datastore datastore)
            throws IOException {
        return serve(DatastoreState.look(datastore));
    }

    /** As {@link #serve(Datastore)}, of one that was looked at. */
    synchronized ManagedObjectReference<dev.carafe.vsphere.vim.vim25.Datastore> serve(DatastoreState state)
            throws IOException {
        DatastoreState twin = states.get(state.uuid());
        if (twin != null) {
            throw new IOException("the datastores " + twin.name() + " and " + state.name() + " are the same: both have "
                    + DatastoreState.IDENTITY_FILE + " with " + state.uuid());
        }
        Map<String, DatastoreState> more = new LinkedHashMap<>(states);
        more.put(state.uuid(), state);
        states = more;
        registry.change(changes -> {
            DatastoreProperties fresh = DatastoreView.fresh(state, browsers.add(changes, state));
            changes.add(
                    new ServedDatastore(state.reference(), this), DatastoreView.seen(fresh, state, clock.instant()));
            publish(changes);
        });
        return state.reference();
    }

    /** Serves a datastore no more; its files stay. */
    synchronized void forget(ManagedObjectReference<?> reference) {
        Map<String, DatastoreState> less = new LinkedHashMap<>(states);
        DatastoreState state = less.remove(reference.value());
        if (state == null) {
            return;
        }
        states = less;
        datastores.remove(state.name());
        registry.change(changes -> {
            browsers.remove(changes, state);
            changes.remove(reference);
            publish(changes);
        });
    }

    /** Has the next run know which there are. */
    synchronized void remember() throws IOException {
        list.write(List.copyOf(states.values()));
    }

    /** From now on tells which datastores went or came back, on the thread that saw it. */
    void onChange(Consumer<String> changed) {
        listener = changed;
    }

    /** Looks at all of them again. */
    void refresh() {
        lookAgain().forEach(listener);
    }

    /** Returns the names of those that went or came back. */
    private synchronized List<String> lookAgain() {
        List<String> changed = new ArrayList<>();
        Map<String, DatastoreState> now = new LinkedHashMap<>();
        states.forEach((uuid, before) -> {
            DatastoreState state = before.again();
            now.put(uuid, state);
            if (state.accessible() != before.accessible() || state.datastore() != before.datastore()) {
                LOG.log(
                        Level.WARNING,
                        "the datastore {0} is {1}",
                        state.name(),
                        state.accessible() ? "accessible again" : "not accessible any more");
                datastores.replace(state.datastore());
                changed.add(state.name());
            }
        });
        states = now;
        registry.change(changes -> {
            for (DatastoreState state : states.values()) {
                changes.update(
                        state.reference(),
                        DatastoreProperties.class,
                        properties -> DatastoreView.seen(properties, state, clock.instant()));
            }
            publish(changes);
        });
        return changed;
    }

    List<DatastoreState> all() {
        return List.copyOf(states.values());
    }

    Optional<DatastoreState> byName(String name) {
        return states.values().stream()
                .filter(state -> state.name().equals(name))
                .findFirst();
    }

    Optional<DatastoreState> byReference(ManagedObjectReference<?> reference) {
        return Optional.ofNullable(states.get(reference.value()));
    }

    /** Whether machines are on it. */
    boolean isUsed(ManagedObjectReference<?> reference) {
        return registry.properties(reference)
                .map(properties -> !((DatastoreProperties) properties).vm().isEmpty())
                .orElse(false);
    }

    Datastores datastores() {
        return datastores;
    }

    /** Says everywhere which datastores there are. */
    private void publish(Changes changes) {
        List<ManagedObjectReference<dev.carafe.vsphere.vim.vim25.Datastore>> all =
                states.values().stream().map(DatastoreState::reference).toList();
        HostFileSystemVolumeInfo volumes = HostConfiguration.volumes(List.copyOf(states.values()));
        changes.update(
                HostNames.DATASTORES,
                FolderProperties.Plain.class,
                properties -> properties.toBuilder().childEntity(all).build());
        changes.update(
                HostNames.DATACENTER,
                DatacenterProperties.class,
                properties -> properties.toBuilder().datastore(all).build());
        changes.update(
                HostNames.COMPUTE,
                ComputeResourceProperties.Plain.class,
                properties -> properties.toBuilder().datastore(all).build());
        changes.update(
                HostNames.HOST,
                HostSystemProperties.class,
                properties -> properties.toBuilder()
                        .datastore(all)
                        .config(withVolumes(properties, volumes))
                        .build());
        changes.update(
                HostManagers.DATASTORE_SYSTEM,
                HostDatastoreSystemProperties.class,
                properties -> properties.toBuilder().datastore(all).build());
        changes.update(
                HostManagers.STORAGE_SYSTEM,
                HostStorageSystemProperties.class,
                properties ->
                        properties.toBuilder().fileSystemVolumeInfo(volumes).build());
        changes.update(
                DatastoreBrowsers.OF_HOST,
                HostDatastoreBrowserProperties.class,
                properties -> properties.toBuilder().datastore(all).build());
    }

    private static HostConfigInfo withVolumes(HostSystemProperties host, HostFileSystemVolumeInfo volumes) {
        HostConfigInfo config = host.config();
        if (config == null) {
            throw new IllegalStateException("a host without a configuration");
        }
        return config.toBuilder().fileSystemVolume(volumes).build();
    }
}
