package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vcenter.inventory.Entities;
import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vcenter.store.InventoryStore;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vim.vim25.ComputeResourceProperties;
import dev.carafe.vsphere.vim.vim25.DatastoreProperties;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualPortgroupProperties;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.NetworkProperties;
import dev.carafe.vsphere.vim.vim25.ResourcePoolProperties;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vmomi.inventory.Changes;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Shows what hosts say in vCenter's objects. Safe for all threads. */
final class Projector {
    private static final Set<String> PLACES = Set.of("Folder", "Datacenter", "ComputeResource", "ResourcePool");

    private final ObjectRegistry registry;
    private final Forwarder forwarder;
    private final SharedProperties shared;
    private final String managementAddress;
    /** Held while several hosts' words are joined, so that the newest join is the last one shown. */
    private final ReentrantLock lock = new ReentrantLock();

    /** @param mirrors by the host's id */
    Projector(
            ObjectRegistry registry,
            Forwarder forwarder,
            Function<String, @Nullable HostMirror> mirrors,
            String managementAddress) {
        this.registry = registry;
        this.forwarder = forwarder;
        this.managementAddress = managementAddress;
        shared = new SharedProperties(mirrors);
    }

    /** Shows objects of a host as they are now. */
    void show(InventoryStore inventory, HostMirror mirror, Collection<ManagedObjectReference<?>> objects) {
        lock.lock();
        try {
            List<Entity> entities = new ArrayList<>();
            List<ManagedObjectReference<?>> parts = new ArrayList<>();
            inventory.read(all -> {
                for (ManagedObjectReference<?> object : objects) {
                    Entity entity = all.get(mirror.names().own(object).value());
                    if (entity != null) {
                        entities.add(entity);
                    } else if (!PLACES.contains(object.type()) && !isEntity(object)) {
                        parts.add(object);
                    }
                }
                return null;
            });
            registry.change(changes -> {
                entities.forEach(entity -> show(changes, mirror, entity));
                parts.forEach(part -> showPart(changes, mirror, part));
            });
            boolean capacity = entities.stream().anyMatch(Entity.Host.class::isInstance);
            if (capacity) {
                showCapacity(inventory, mirror.hostId());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Shows whether a host is connected, in itself and in its machines. What it said stays as it was shown. */
    void showState(InventoryStore inventory, HostMirror mirror) {
        lock.lock();
        try {
            List<Entity> entities = inventory.read(all -> {
                List<Entity> found = new ArrayList<>(all.heldBy(mirror.hostId(), Entity.VirtualMachine.class));
                all.find(mirror.hostId(), Entity.Host.class).ifPresent(found::add);
                return found;
            });
            registry.change(changes -> entities.forEach(entity -> showState(changes, mirror, entity)));
            showCapacity(inventory, mirror.hostId());
        } finally {
            lock.unlock();
        }
    }

    /** Shows that no host has a machine, and none takes it. */
    void showOrphaned(ManagedObjectReference<VirtualMachine> machine) {
        registry.change(changes -> {
            if (changes.properties(machine) != null) {
                changes.update(machine, VirtualMachineProperties.class, OwnProperties::orphaned);
            }
        });
    }

    private void showState(Changes changes, HostMirror mirror, Entity entity) {
        ManagedObjectReference<?> own = References.to(entity);
        switch (changes.properties(own)) {
            case VirtualMachineProperties _ ->
                changes.update(
                        own,
                        VirtualMachineProperties.class,
                        machine -> OwnProperties.machine(machine, entity, mirror.state()));
            case HostSystemProperties _ ->
                changes.update(
                        own,
                        HostSystemProperties.class,
                        host -> OwnProperties.host(host, entity, mirror.state(), managementAddress));
            case null, default -> {} // removed meanwhile
        }
    }

    /** Shows entities again that several hosts may have, for one of them left. */
    void showShared(Collection<? extends Entity> entities) {
        lock.lock();
        try {
            registry.change(changes -> entities.forEach(entity -> show(changes, null, entity)));
        } finally {
            lock.unlock();
        }
    }

    private static boolean isEntity(ManagedObjectReference<?> object) {
        return switch (object.type()) {
            case "VirtualMachine", "HostSystem", "Datastore", "Network" -> true;
            default -> false;
        };
    }

    private void show(Changes changes, @Nullable HostMirror mirror, Entity entity) {
        ManagedObjectReference<?> own = References.to(entity);
        DataObject now = changes.properties(own);
        if (now == null) {
            return; // removed meanwhile
        }
        switch (entity) {
            case Entity.Datastore datastore -> {
                changes.update(own, DatastoreProperties.class, properties -> shared.datastore(properties, datastore));
                if (datastore.parent() != null) {
                    StoragePods.summarize(changes, References.folder(datastore.parent()));
                }
            }
            case Entity.Network network ->
                changes.update(own, NetworkProperties.class, properties -> shared.network(properties, network));
            case Entity.DistributedPortgroup group ->
                changes.update(
                        own,
                        DistributedVirtualPortgroupProperties.class,
                        properties -> shared.portgroup(properties, group));
            case Entity.VirtualMachine machine
            when mirror != null -> {
                DataObject said = said(mirror, own);
                if (said != null) {
                    changes.update(
                            own,
                            VirtualMachineProperties.class,
                            properties -> SwitchCards.inPorts(
                                    OwnProperties.machine(
                                            (VirtualMachineProperties) OwnProperties.of(own.type(), properties, said),
                                            machine,
                                            mirror.state()),
                                    card -> mirror.names().port(machine.id(), card)));
                }
            }
            case Entity.Host host
            when mirror != null ->
                changes.update(own, HostSystemProperties.class, properties -> {
                    DataObject said = said(mirror, own);
                    return OwnProperties.host(
                            said == null
                                    ? properties
                                    : (HostSystemProperties) OwnProperties.of(own.type(), properties, said),
                            host,
                            mirror.state(),
                            managementAddress);
                });
            default -> {}
        }
    }

    private static @Nullable DataObject said(HostMirror mirror, ManagedObjectReference<?> own) {
        ManagedObjectReference<?> onHost = mirror.names().onHost(own);
        DataObject raw = onHost == null ? null : mirror.get(onHost);
        return raw == null ? null : Translation.data(raw, mirror.names().toOwn());
    }

    private void showPart(Changes changes, HostMirror mirror, ManagedObjectReference<?> onHost) {
        DataObject raw = mirror.get(onHost);
        ManagedObjectReference<?> own = mirror.names().own(onHost);
        if (raw == null || !(Vim25.NAMESPACE.type(onHost.type()) instanceof ManagedType type)) {
            return;
        }
        DataObject translated =
                LeaseAddresses.reachable(Translation.data(raw, mirror.names().toOwn()), mirror.authority());
        if (changes.properties(own) == null) {
            changes.add(new ForwardedObject(own, type, mirror.hostId(), forwarder), translated);
        } else if (isForwarded(own)) { // others are vCenter's own, such as a cluster's environment browser
            changes.update(own, DataObject.class, _ -> translated);
        }
    }

    private boolean isForwarded(ManagedObjectReference<?> own) {
        return registry.find(own).filter(ForwardedObject.class::isInstance).isPresent();
    }

    /** Takes away parts of a host that went. */
    void hide(HostMirror mirror, Collection<ManagedObjectReference<?>> objects) {
        registry.change(changes -> objects.stream()
                .filter(object -> !PLACES.contains(object.type()) && !isEntity(object))
                .map(object -> mirror.names().own(object))
                .filter(this::isForwarded)
                .forEach(changes::remove));
    }

    /** Shows what a host's compute resource has in all. */
    private void showCapacity(InventoryStore inventory, String hostId) {
        inventory.read((Entities all) -> {
            all.computeResourceOf(hostId).ifPresent(compute -> showCapacity(all, compute));
            return null;
        });
    }

    /** Shows what a compute resource and its pools have. */
    void showCapacity(Entities all, Entity.ComputeResource compute) {
        List<Entity.Host> known = all.heldBy(compute.id(), Entity.Host.class);
        List<Entity.ResourcePool> pools = pools(all, compute.id());
        registry.change(changes -> {
            List<HostSystemProperties> hosts = new ArrayList<>();
            known.forEach(host -> {
                if (changes.properties(References.host(host.id())) instanceof HostSystemProperties properties) {
                    hosts.add(properties);
                }
            });
            Capacity capacity = Capacity.of(hosts);
            ManagedObjectReference<?> own = References.computeResource(compute.id());
            if (changes.properties(own) != null) {
                changes.update(own, ComputeResourceProperties.class, capacity::onto);
            }
            pools.stream()
                    .map(pool -> References.pool(pool.id()))
                    .filter(pool -> changes.properties(pool) != null)
                    .forEach(pool -> changes.update(pool, ResourcePoolProperties.class, capacity::onto));
        });
    }

    private static List<Entity.ResourcePool> pools(Entities all, String id) {
        List<Entity.ResourcePool> pools = new ArrayList<>();
        for (Entity.ResourcePool pool : all.heldBy(id, Entity.ResourcePool.class)) {
            pools.add(pool);
            pools.addAll(pools(all, pool.id()));
        }
        return pools;
    }
}
