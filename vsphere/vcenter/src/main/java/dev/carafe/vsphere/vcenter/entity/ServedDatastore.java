package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.FolderRules;
import dev.carafe.vsphere.vcenter.inventory.Gone;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.ResourceInUse;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A datastore as vCenter has it: its name is vCenter's, one of its hosts does all else. */
final class ServedDatastore implements Datastore, ServedObject {
    private static final Set<String> OWN =
            Set.of("Reload", "Rename_Task", "RenameDatastore", "Destroy_Task", "DestroyDatastore", "setCustomValue");

    private final ManagedObjectReference<Datastore> reference;
    private final VCenter vcenter;
    private final EntityActions actions;

    ServedDatastore(VCenter vcenter, String id) {
        this.vcenter = vcenter;
        reference = References.datastore(id);
        actions = new EntityActions(vcenter, reference);
    }

    private Entity.Datastore entity() {
        return vcenter.inventory()
                .read(all -> all.find(reference.value(), Entity.Datastore.class))
                .orElseThrow(() -> Gone.fault("Datastore", reference.value()));
    }

    @Override
    public ManagedObjectReference<Datastore> reference() {
        return reference;
    }

    @Override
    public @Nullable Object dispatch(ManagedMethod method, @Nullable Object[] arguments) {
        if (OWN.contains(method.wsdlName())) {
            return Datastore.super.dispatch(method, arguments);
        }
        Entity.Datastore datastore = entity();
        String host = Shared.host(vcenter, datastore.onHosts(), datastore.name());
        return vcenter.hosts().forward(host, reference, method, arguments);
    }

    @Override
    public void setCustomValue(String key, String value) {
        vcenter.customValues().set(reference, key, value);
    }

    @Override
    public void reload() {
        // it follows its hosts
    }

    @Override
    public void renameDatastore(String newName) {
        vcenter.inventory().change(draft -> FolderRules.rename(draft, actions.current(draft), newName));
    }

    @Override
    public ManagedObjectReference<Task> rename_Task(String newName) {
        return actions.start("Datastore.rename", _ -> {
            renameDatastore(newName);
            return null;
        });
    }

    @Override
    public void destroyDatastore() {
        Entity.Datastore datastore = entity();
        if (datastore.onHosts().size() > 1) {
            throw ResourceInUse.builder()
                    .type("Datastore")
                    .name(datastore.name())
                    .build()
                    .exception("The datastore '" + datastore.name()
                            + "' is on several hosts; remove it from each by its datastore system.");
        }
        String host = Shared.host(vcenter, datastore.onHosts(), datastore.name());
        vcenter.hosts().forward(host, reference, VCenter.method("DestroyDatastore"));
    }

    @Override
    public ManagedObjectReference<Task> destroy_Task() {
        return actions.start("Datastore.destroy", _ -> {
            destroyDatastore();
            return null;
        });
    }
}
