package dev.carafe.vsphere.vcenter.inventory;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.InvalidFolder;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.ResourceInUse;
import java.util.List;

/** What may be made in folders, moved between them, renamed and removed, as vCenter has it. */
public final class FolderRules {
    private static final List<String> ROOT_HOLDS = List.of("Folder", "Datacenter");
    private static final List<String> VM_FOLDER_HOLDS = List.of("Folder", "VirtualMachine", "VirtualApp");
    private static final List<String> HOST_FOLDER_HOLDS = List.of("Folder", "ComputeResource");
    private static final List<String> DATASTORE_FOLDER_HOLDS = List.of("Folder", "Datastore", "StoragePod");
    private static final List<String> POD_HOLDS = List.of("Datastore");
    private static final List<String> NETWORK_FOLDER_HOLDS = List.of("Folder", "Network", "DistributedVirtualSwitch");

    private FolderRules() {}

    /** Makes the root folder of a new inventory. */
    public static void createRoot(Draft draft) {
        draft.put(new Entity.Folder(draft.newId(Ids.DATACENTER_FOLDER), "Datacenters", null, ROOT_HOLDS));
    }

    /** @throws FaultException DuplicateName, InvalidName */
    public static Entity.Folder createFolder(Draft draft, String parent, String name) {
        Entity.Folder in = folder(draft, parent);
        requireHolds(in, "Folder");
        return draft.put(new Entity.Folder(
                draft.newId(Ids.folder(in.childTypes())),
                EntityNames.free(draft, parent, name, ""),
                parent,
                in.childTypes()));
    }

    /** @throws FaultException DuplicateName, InvalidName, NotSupported */
    public static Entity.Folder createPod(Draft draft, String parent, String name) {
        requireHolds(folder(draft, parent), "StoragePod");
        return draft.put(new Entity.Folder(
                draft.newId(Ids.STORAGE_POD), EntityNames.free(draft, parent, name, ""), parent, POD_HOLDS));
    }

    /** @throws FaultException DuplicateName, InvalidName, NotSupported */
    public static Entity.Datacenter createDatacenter(Draft draft, String parent, String name) {
        requireHolds(folder(draft, parent), "Datacenter");
        String free = EntityNames.free(draft, parent, name, "");
        String id = draft.newId(Ids.DATACENTER);
        return draft.put(new Entity.Datacenter(
                id,
                free,
                parent,
                top(draft, id, "vm", VM_FOLDER_HOLDS),
                top(draft, id, "host", HOST_FOLDER_HOLDS),
                top(draft, id, "datastore", DATASTORE_FOLDER_HOLDS),
                top(draft, id, "network", NETWORK_FOLDER_HOLDS)));
    }

    private static String top(Draft draft, String datacenter, String name, List<String> holds) {
        String id = draft.newId(Ids.folder(holds));
        draft.put(new Entity.Folder(id, name, datacenter, holds));
        return id;
    }

    /** The folder of an id. */
    public static Entity.Folder folder(Entities entities, String id) {
        return entities.find(id, Entity.Folder.class).orElseThrow(() -> Gone.fault("Folder", id));
    }

    /** @throws FaultException NotSupported when the folder is for other things */
    public static void requireHolds(Entity.Folder folder, String type) {
        if (!folder.childTypes().contains(type)) {
            throw NotSupported.builder()
                    .build()
                    .exception("The folder '" + folder.name() + "' holds " + String.join(", ", folder.childTypes())
                            + " and no " + type + ".");
        }
    }

    /**
     * Gives an entity another name.
     *
     * @throws FaultException DuplicateName, InvalidName, NotSupported for what vCenter itself made
     */
    public static Entity rename(Draft draft, Entity entity, String name) {
        String parent = entity.parent();
        if (parent == null || isPartOfServer(draft, entity)) {
            throw madeByServer(entity);
        }
        String free = EntityNames.free(draft, parent, name, entity.id());
        return draft.put(entity.withName(free));
    }

    /**
     * Puts an entity into a folder.
     *
     * @throws FaultException DuplicateName, InvalidFolder when it would be within itself, NotSupported when the folder is for
     *     other things or in another datacenter
     */
    public static void move(Draft draft, String id, String into) {
        Entity entity = draft.get(id);
        Entity.Folder folder = folder(draft, into);
        if (entity == null) {
            throw Gone.fault("ManagedEntity", id);
        }
        if (into.equals(entity.parent())) {
            return;
        }
        if (isPartOfServer(draft, entity)) {
            throw madeByServer(entity);
        }
        if (draft.isBelow(into, id)) {
            throw InvalidFolder.builder()
                    .target(References.to(folder))
                    .build()
                    .exception("The folder '" + entity.name() + "' cannot be moved into itself.");
        }
        requireHolds(
                folder,
                switch (entity) {
                    case Entity.ComputeResource _ -> "ComputeResource";
                    case Entity.DistributedSwitch _ -> "DistributedVirtualSwitch";
                    case Entity.DistributedPortgroup _ -> "Network";
                    default -> entity.type();
                });
        boolean sameKind = !(entity instanceof Entity.Folder moved)
                || moved.isPod()
                || moved.childTypes().equals(folder.childTypes());
        boolean samePlace = draft.datacenterOf(id).equals(draft.datacenterOf(into));
        boolean aboveDatacenters = folder.childTypes().equals(ROOT_HOLDS);
        if (!sameKind || (!samePlace && !aboveDatacenters)) {
            throw NotSupported.builder()
                    .build()
                    .exception("'" + entity.name() + "' cannot be moved into the folder '" + folder.name()
                            + "', which is for other things or in another datacenter.");
        }
        draft.put(entity.withParent(into).withName(EntityNames.free(draft, into, entity.name(), id)));
    }

    /**
     * Removes an entity with all that is in it. Virtual machines in a folder are to be destroyed before.
     *
     * @throws FaultException NotSupported for what vCenter itself made, ResourceInUse when something is in it that stays
     */
    public static void remove(Draft draft, Entity entity) {
        remove(draft, entity, _ -> null);
    }

    /**
     * The same where machines may be on their way to a host that is removed.
     *
     * @param other which other host such a machine may be on
     */
    public static void remove(Draft draft, Entity entity, HostRules.OtherHost other) {
        if (isPartOfServer(draft, entity)) {
            throw madeByServer(entity);
        }
        removeAll(draft, entity, other);
    }

    private static void removeAll(Draft draft, Entity entity, HostRules.OtherHost other) {
        for (Entity held : draft.children(entity.id())) {
            if (held instanceof Entity.VirtualMachine machine && entity instanceof Entity.Folder) {
                throw ResourceInUse.builder()
                        .type(machine.type())
                        .name(machine.name())
                        .build()
                        .exception("The virtual machine '" + machine.name() + "' is still in the folder '"
                                + entity.name() + "'.");
            }
        }
        if (entity instanceof Entity.Folder pod && pod.isPod() && pod.parent() != null) {
            for (Entity datastore : draft.children(pod.id())) { // they are their hosts', and stay
                String free = EntityNames.numbered(draft, pod.parent(), datastore.name());
                draft.put(datastore.withParent(pod.parent()).withName(free));
            }
        }
        if (entity instanceof Entity.Datacenter datacenter) {
            // the hosts first: machines, datastores and networks go with them
            Entity hosts = draft.get(datacenter.hostFolder());
            if (hosts != null) {
                removeAll(draft, hosts, other);
            }
        }
        switch (entity) {
            case Entity.Host host -> {
                HostRules.remove(draft, host, other);
                return;
            }
            case Entity.DistributedSwitch of -> {
                SwitchRules.remove(draft, of.id());
                return;
            }
            default -> {}
        }
        draft.children(entity.id()).stream()
                .filter(Entity.Host.class::isInstance)
                .forEach(host -> removeAll(draft, host, other));
        for (Entity held : draft.children(entity.id())) {
            if (draft.get(held.id()) != null) {
                removeAll(draft, held, other);
            }
        }
        draft.remove(entity.id());
    }

    /** Whether it is the root folder or one of a datacenter's four. */
    private static boolean isPartOfServer(Entities entities, Entity entity) {
        String parent = entity.parent();
        return entity instanceof Entity.Folder && (parent == null || entities.get(parent) instanceof Entity.Datacenter);
    }

    private static FaultException madeByServer(Entity entity) {
        return NotSupported.builder()
                .build()
                .exception("'" + entity.name() + "' is a part of every inventory and stays as it is.");
    }
}
