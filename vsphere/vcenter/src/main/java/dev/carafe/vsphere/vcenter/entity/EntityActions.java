package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.inventory.Draft;
import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.EntityNames;
import dev.carafe.vsphere.vcenter.inventory.FolderRules;
import dev.carafe.vsphere.vcenter.inventory.Gone;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Event;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vmomi.task.TaskBody;
import java.util.Map;

/** What all entities can: be renamed and removed. */
record EntityActions(VCenter vcenter, ManagedObjectReference<? extends ManagedEntity> reference) {
    String id() {
        return reference.value();
    }

    Entity entity() {
        return vcenter.inventory().<Entity>read(all -> {
            Entity entity = all.get(id());
            if (entity == null) {
                throw Gone.fault(reference.type(), id());
            }
            return entity;
        });
    }

    /** Starts a task of the entity's, called as a method of its type is. */
    ManagedObjectReference<Task> start(String descriptionId, TaskBody body) {
        return vcenter.tasks().start(reference, descriptionId, body);
    }

    ManagedObjectReference<Task> rename(String type, String newName) {
        return start(type + ".rename", _ -> {
            renameNow(newName);
            return null;
        });
    }

    void renameNow(String newName) {
        String before = entity().name();
        Entity renamed = vcenter.inventory().change(draft -> FolderRules.rename(draft, current(draft), newName));
        switch (renamed) {
            case Entity.Datacenter _ ->
                post("DatacenterRenamedEvent", Map.of("oldName", before, "newName", renamed.name()));
            case Entity.VirtualMachine _ ->
                post("VmRenamedEvent", Map.of("template", false, "oldName", before, "newName", renamed.name()));
            default -> {}
        }
    }

    ManagedObjectReference<Task> destroy(String type) {
        return start(type + ".destroy", _ -> {
            removeNow();
            return null;
        });
    }

    void removeNow() {
        vcenter.inventory().change(draft -> {
            FolderRules.remove(draft, current(draft), vcenter.hosts()::otherOfMove);
            return null;
        });
    }

    /** The entity in a change in the making. */
    Entity current(Draft draft) {
        Entity entity = draft.get(id());
        if (entity == null) {
            throw Gone.fault(reference.type(), id());
        }
        return entity;
    }

    /** Posts an event about the entity. */
    void post(String type, Map<String, Object> fields) {
        vcenter.events().<Event>post(reference, header -> header.event(type, fields));
    }

    /** The name as the inventory would keep it. */
    static String checked(String name) {
        return EntityNames.checked(name);
    }
}
