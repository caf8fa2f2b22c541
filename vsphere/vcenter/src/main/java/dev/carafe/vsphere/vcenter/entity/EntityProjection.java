package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.host.StoragePods;
import dev.carafe.vsphere.vcenter.inventory.Entities;
import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.EntityChange;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vcenter.store.InventoryStore;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ComputeResourceProperties;
import dev.carafe.vsphere.vim.vim25.DatacenterProperties;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.FolderProperties;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.ManagedEntityProperties;
import dev.carafe.vsphere.vim.vim25.Network;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.ResourcePoolProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VmwareDistributedVirtualSwitchProperties;
import dev.carafe.vsphere.vmomi.inventory.Changes;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Shows the inventory's entities as managed objects: their own facts, and the lists that they are in. */
public final class EntityProjection implements InventoryStore.Listener {
    private final ObjectRegistry registry;
    private final Function<Entity, List<ServedObject>> makers;

    /** @param makers makes an entity's object, and those that are a part of it; the entity's comes first */
    public EntityProjection(ObjectRegistry registry, Function<Entity, List<ServedObject>> makers) {
        this.registry = registry;
        this.makers = makers;
    }

    @Override
    public void changed(List<EntityChange> changes, Entities now) {
        registry.change(pending -> {
            Set<String> holders = new LinkedHashSet<>();
            MachineLists machines = new MachineLists(pending, now);
            for (EntityChange change : changes) {
                show(pending, change);
                if (!machines.take(change)) {
                    sides(change).forEach(entity -> holders.addAll(entity.holders()));
                }
            }
            holders.addAll(machines.bringUpToDate(holders));
            Set<String> further = new LinkedHashSet<>();
            holders.forEach(id -> further.addAll(list(pending, now, id)));
            further.forEach(id -> list(pending, now, id));
        });
    }

    private static List<Entity> sides(EntityChange change) {
        List<Entity> sides = new ArrayList<>(2);
        if (change.before() != null) {
            sides.add(change.before());
        }
        if (change.after() != null) {
            sides.add(change.after());
        }
        return sides;
    }

    private void show(Changes pending, EntityChange change) {
        Entity after = change.after();
        if (after == null) {
            if (change.before() != null) {
                makers.apply(change.before()).forEach(object -> pending.remove(object.reference()));
            }
        } else if (change.before() == null) {
            List<ServedObject> objects = makers.apply(after);
            pending.add(objects.getFirst(), InitialProperties.of(after));
            objects.stream().skip(1).forEach(part -> pending.add(part, PartProperties.of(part, after)));
        } else {
            pending.update(
                    References.to(after),
                    ManagedEntityProperties.class,
                    properties -> InitialProperties.known(properties, after));
        }
    }

    /**
     * Brings the lists of an entity up to date.
     *
     * @return the entities whose lists follow from these
     */
    private static List<String> list(Changes pending, Entities now, String id) {
        Entity entity = now.get(id);
        if (entity == null || pending.properties(References.to(entity)) == null) {
            return List.of();
        }
        ManagedObjectReference<?> own = References.to(entity);
        List<Entity> held = now.heldBy(id);
        switch (entity) {
            case Entity.Folder folder -> {
                List<ManagedObjectReference<? extends ManagedEntity>> children = new ArrayList<>();
                held.forEach(child -> children.add(References.to(child)));
                pending.update(own, FolderProperties.class, properties -> properties.withChildEntity(children));
                if (folder.isPod()) {
                    StoragePods.summarize(pending, own);
                }
                boolean listed = folder.childTypes().contains("Datastore")
                        || folder.childTypes().contains("Network");
                return listed
                        ? now.datacenterOf(id).map(found -> List.of(found.id())).orElse(List.of())
                        : List.of();
            }
            case Entity.Datacenter datacenter -> {
                List<ManagedObjectReference<Datastore>> datastores = new ArrayList<>();
                List<ManagedObjectReference<? extends Network>> networks = new ArrayList<>();
                below(now, datacenter.datastoreFolder(), Entity.Datastore.class)
                        .forEach(one -> datastores.add(References.datastore(one.id())));
                below(now, datacenter.networkFolder(), Entity.class).stream()
                        .filter(EntityProjection::isNetwork)
                        .forEach(one -> networks.add(References.anyNetwork(one.id())));
                pending.update(
                        own,
                        DatacenterProperties.class,
                        properties -> properties.toBuilder()
                                .datastore(datastores)
                                .network(networks)
                                .build());
            }
            case Entity.ComputeResource _ -> computeResource(pending, now, own, id);
            case Entity.ResourcePool _ -> {
                List<ManagedObjectReference<? extends ResourcePool>> pools = new ArrayList<>();
                now.heldBy(id, Entity.ResourcePool.class).forEach(one -> pools.add(References.pool(one.id())));
                pending.update(
                        own,
                        ResourcePoolProperties.class,
                        properties -> properties.withResourcePool(pools).withVm(machines(now, id)));
            }
            case Entity.Host host -> {
                pending.update(
                        own,
                        HostSystemProperties.class,
                        properties -> properties.toBuilder()
                                .vm(machines(now, id))
                                .datastore(datastores(now, id))
                                .network(networks(now, id))
                                .build());
                return host.parent() == null ? List.of() : List.of(host.parent());
            }
            case Entity.DistributedSwitch of -> distributedSwitch(pending, now, of);
            case Entity.VirtualMachine _, Entity.Datastore _, Entity.Network _, Entity.DistributedPortgroup _ -> {}
        }
        return List.of();
    }

    private static void computeResource(Changes pending, Entities now, ManagedObjectReference<?> own, String id) {
        Set<ManagedObjectReference<Datastore>> datastores = new LinkedHashSet<>();
        Set<ManagedObjectReference<? extends Network>> networks = new LinkedHashSet<>();
        List<Entity.Host> hosts = now.heldBy(id, Entity.Host.class);
        hosts.forEach(host -> {
            datastores.addAll(datastores(now, host.id()));
            networks.addAll(networks(now, host.id()));
        });
        pending.update(
                own,
                ComputeResourceProperties.class,
                properties -> properties
                        .withHost(hosts.stream()
                                .map(host -> References.host(host.id()))
                                .toList())
                        .withDatastore(List.copyOf(datastores))
                        .withNetwork(List.copyOf(networks)));
    }

    private static List<ManagedObjectReference<VirtualMachine>> machines(Entities now, String id) {
        return now.heldBy(id, Entity.VirtualMachine.class).stream()
                .map(one -> References.machine(one.id()))
                .toList();
    }

    private static List<ManagedObjectReference<Datastore>> datastores(Entities now, String id) {
        return now.heldBy(id, Entity.Datastore.class).stream()
                .map(one -> References.datastore(one.id()))
                .toList();
    }

    private static List<ManagedObjectReference<? extends Network>> networks(Entities now, String id) {
        List<ManagedObjectReference<? extends Network>> networks = new ArrayList<>();
        now.heldBy(id).stream()
                .filter(EntityProjection::isNetwork)
                .forEach(one -> networks.add(References.anyNetwork(one.id())));
        return networks;
    }

    private static boolean isNetwork(Entity entity) {
        return entity instanceof Entity.Network || entity instanceof Entity.DistributedPortgroup;
    }

    private static void distributedSwitch(Changes pending, Entities now, Entity.DistributedSwitch of) {
        pending.update(
                References.to(of),
                VmwareDistributedVirtualSwitchProperties.class,
                properties -> SwitchProperties.listed(
                        properties, of, now.heldBy(of.id(), Entity.DistributedPortgroup.class)));
    }

    private static <E extends Entity> List<E> below(Entities now, String id, Class<E> type) {
        List<E> found = new ArrayList<>();
        for (Entity child : now.children(id)) {
            if (type.isInstance(child)) {
                found.add(type.cast(child));
            }
            found.addAll(below(now, child.id(), type));
        }
        return found;
    }
}
