package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vcenter.store.InventoryStore;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.HostSystemConnectionState;
import dev.carafe.vsphere.vim.vim25.ObjectUpdate;
import dev.carafe.vsphere.vim.vim25.PropertyFilter;
import dev.carafe.vsphere.vim.vim25.PropertyFilterSpec;
import dev.carafe.vsphere.vim.vim25.PropertyFilterUpdate;
import dev.carafe.vsphere.vim.vim25.TaskManager;
import dev.carafe.vsphere.vim.vim25.UpdateSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Follows a host through one session: what it says goes into its mirror, the inventory and the objects, in that order. */
final class Follower {
    /**
     * What all followers work with.
     *
     * @param seen run when all of the host was seen
     */
    record Place(
            InventoryStore inventory,
            Projector projector,
            MirrorMemory memory,
            Function<String, Discovery.@Nullable Expected> expected,
            Supplier<List<HostChange>> moves,
            KeptPorts ports,
            EventRelay.Place events,
            Runnable seen) {}

    private final HostSession session;
    private final HostMirror mirror;
    private final Place place;
    private final Watches watches = new Watches();
    private final HostTasks tasks = new HostTasks();
    /** That of the recent tasks; null for a host that has no such list. */
    private volatile @Nullable ManagedObjectReference<PropertyFilter> tasksFilter;

    Follower(HostSession session, HostMirror mirror, Place place) {
        this.session = session;
        this.mirror = mirror;
        this.place = place;
    }

    /**
     * Follows until the connection breaks.
     *
     * @param current run when all of the host is in the inventory
     */
    void run(Runnable current) throws IOException, InterruptedException {
        try {
            notePlaces();
            watches.mirror(session.createFilter(MirrorFilters.inventory(
                    session.content().rootFolder(),
                    session.client().connection().version())));
            List<ManagedObjectReference<? extends ManagedObject>> parts = new ArrayList<>(session.configuration());
            parts.addAll(session.managers());
            if (!parts.isEmpty()) {
                watches.mirror(session.createFilter(MirrorFilters.objects(parts)));
            }
            ManagedObjectReference<TaskManager> manager = session.content().taskManager();
            if (manager != null) {
                tasksFilter = session.createFilter(MirrorFilters.recentTasks(manager));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        EventRelay relay = new EventRelay(session, mirror, place.events());
        try {
            follow(relay, current);
        } finally {
            relay.end();
        }
    }

    private void follow(EventRelay relay, Runnable current) throws IOException, InterruptedException {
        String version = null;
        boolean first = true;
        Map<ManagedObjectReference<PropertyFilter>, List<ObjectUpdate>> collected = new LinkedHashMap<>();
        while (true) {
            UpdateSet updates =
                    version == null && session.isOurs() ? session.begin(mirror.known()) : session.await(version);
            if (updates == null) {
                continue;
            }
            version = updates.version();
            for (PropertyFilterUpdate update : updates.filterSet()) {
                collected
                        .computeIfAbsent(update.filter(), _ -> new ArrayList<>())
                        .addAll(update.objectSet());
            }
            if (Boolean.TRUE.equals(updates.truncated())) {
                continue; // the rest of what belongs together follows
            }
            List<ObjectUpdate> ofEvents = relay.filter() == null ? null : collected.remove(relay.filter());
            take(collected, first);
            if (first) {
                place.seen().run();
                current.run();
                first = false;
            }
            if (ofEvents != null) {
                relay.tell(ofEvents);
            }
            collected.clear();
        }
    }

    private void take(Map<ManagedObjectReference<PropertyFilter>, List<ObjectUpdate>> collected, boolean first) {
        List<ObjectUpdate> ofTasks = tasksFilter == null ? null : collected.remove(tasksFilter);
        List<ObjectUpdate> ofMirror = watches.takeMirrored(collected);
        HostMirror.News news = mirror.take(ofMirror);
        Discovery discovery = new Discovery(mirror, place.expected(), place.moves(), place.ports());
        Set<ManagedObjectReference<?>> gone = new HashSet<>(news.gone());
        if (first) {
            Set<ManagedObjectReference<?>> there = new HashSet<>();
            ofMirror.forEach(update -> there.add(HostMirror.plain(update.obj())));
            gone.addAll(mirror.retain(there));
            mirror.state(HostSystemConnectionState.CONNECTED);
            place.inventory().change(draft -> {
                discovery.takeAll(draft);
                return null;
            });
            place.projector().show(place.inventory(), mirror, mirror.all());
        } else {
            if (Discovery.concerns(news)) {
                place.inventory().change(draft -> {
                    discovery.take(draft, news.names().keySet(), news.gone());
                    return null;
                });
            }
            Set<ManagedObjectReference<?>> changed = new HashSet<>(news.names().keySet());
            changed.addAll(mirror.leases()); // they name machines that may be new
            place.projector().show(place.inventory(), mirror, changed);
        }
        place.projector().hide(mirror, gone);
        collected.forEach(watches::deliver);
        if (ofTasks != null) {
            tasks.updated(ofTasks); // what a task has done is in the inventory before its end is told
        }
        place.memory().save(mirror, news.names(), gone);
    }

    /** Follows something more, until it is unwatched. */
    ManagedObjectReference<PropertyFilter> watch(PropertyFilterSpec spec, Watches.Watch watch) {
        ManagedObjectReference<PropertyFilter> filter = session.createFilter(spec);
        watches.add(filter, watch);
        return filter;
    }

    /** Follows a task, until it is unwatched, as long as the host counts it as recent. */
    void watchTask(ManagedObjectReference<?> task, Watches.Watch watch) {
        tasks.add(task, watch);
    }

    void unwatchTask(ManagedObjectReference<?> task, Watches.Watch watch) {
        tasks.remove(task, watch);
    }

    /** Has an object that is in no inventory be in the mirror, as long as the host has it. */
    void mirror(ManagedObjectReference<? extends ManagedObject> object) {
        watches.mirror(session.createFilter(MirrorFilters.objects(List.of(object))));
    }

    void unwatch(ManagedObjectReference<PropertyFilter> filter) {
        watches.remove(filter);
        try {
            session.destroyFilter(filter);
        } catch (FaultException | UncheckedIOException _) {
            // it is gone with the session
        }
    }

    /** Says to all who watch that there is nothing more. */
    void end() {
        watches.end();
        tasks.end();
    }

    /** The one pool, folder and datacenter of the host are what all of vCenter's stand for there. */
    private void notePlaces() throws IOException, InterruptedException {
        HostNames names = mirror.names();
        Entity.ComputeResource compute = place.inventory()
                .read(all -> all.computeResourceOf(mirror.hostId()).orElse(null));
        Entity.Datacenter datacenter =
                place.inventory().read(all -> all.datacenterOf(mirror.hostId()).orElse(null));
        HostSession.Places places = session.places();
        names.put(places.host(), References.host(mirror.hostId()));
        if (places.environmentBrowser() != null && compute != null) {
            names.put(
                    places.environmentBrowser(),
                    new ManagedObjectReference<>("EnvironmentBrowser", "envbrowser-" + compute.id()));
        }
        names.place("ResourcePool", places.pool(), compute == null ? null : References.pool(compute.pool()));
        names.place(
                "ComputeResource", places.compute(), compute == null ? null : References.computeResource(compute.id()));
        names.place(
                "Datacenter", places.datacenter(), datacenter == null ? null : References.datacenter(datacenter.id()));
        names.place("Folder", places.vmFolder(), datacenter == null ? null : References.folder(datacenter.vmFolder()));
    }
}
