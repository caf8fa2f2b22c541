package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.inventory.Draft;
import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.FolderRules;
import dev.carafe.vsphere.vcenter.inventory.Gone;
import dev.carafe.vsphere.vcenter.inventory.PoolRules;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.HttpNfcLease;
import dev.carafe.vsphere.vim.vim25.ImportSpec;
import dev.carafe.vsphere.vim.vim25.IntOption;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.ResourceAllocationOption;
import dev.carafe.vsphere.vim.vim25.ResourceConfigOption;
import dev.carafe.vsphere.vim.vim25.ResourceConfigSpec;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.ResourcePoolEventArgument;
import dev.carafe.vsphere.vim.vim25.SharesLevel;
import dev.carafe.vsphere.vim.vim25.SharesOption;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A resource pool. */
final class ServedResourcePool implements ResourcePool, ServedObject {
    private static final int SHARES_MAX = 1_000_000;

    private final ManagedObjectReference<ResourcePool> reference;
    private final VCenter vcenter;
    private final EntityActions actions;

    ServedResourcePool(VCenter vcenter, String id) {
        this.vcenter = vcenter;
        reference = References.pool(id);
        actions = new EntityActions(vcenter, reference);
    }

    @Override
    public ManagedObjectReference<ResourcePool> reference() {
        return reference;
    }

    @Override
    public void setCustomValue(String key, String value) {
        vcenter.customValues().set(reference, key, value);
    }

    @Override
    public void reload() {
        // it is always what the inventory is
    }

    @Override
    public void refreshRuntime() {
        // it follows the hosts
    }

    @Override
    public ManagedObjectReference<? extends ResourcePool> createResourcePool(String name, ResourceConfigSpec spec) {
        Entity.ResourcePool made =
                vcenter.inventory().change(draft -> PoolRules.create(draft, reference.value(), name, spec));
        new EntityActions(vcenter, References.pool(made.id()))
                .post("ResourcePoolCreatedEvent", Map.of("parent", argument(), "resourcePool", argument(made)));
        return References.pool(made.id());
    }

    private ResourcePoolEventArgument argument() {
        return argument(actions.entity());
    }

    private static ResourcePoolEventArgument argument(Entity pool) {
        return new ResourcePoolEventArgument(pool.name(), References.pool(pool.id()));
    }

    @Override
    public void updateConfig(@Nullable String name, @Nullable ResourceConfigSpec config) {
        vcenter.inventory().change(draft -> {
            if (name != null && !name.equals(actions.current(draft).name())) {
                FolderRules.rename(draft, actions.current(draft), name);
            }
            if (config != null) {
                PoolRules.reconfigure(draft, reference.value(), config);
            }
            return null;
        });
        actions.post("ResourcePoolReconfiguredEvent", Map.of("resourcePool", argument()));
    }

    @Override
    public void moveIntoResourcePool(List<ManagedObjectReference<? extends ManagedEntity>> list) {
        vcenter.inventory().change(draft -> {
            PoolRules.move(
                    draft,
                    reference.value(),
                    list.stream().map(ManagedObjectReference::value).toList());
            return null;
        });
    }

    @Override
    public void updateChildResourceConfiguration(List<ResourceConfigSpec> spec) {
        vcenter.inventory().change(draft -> {
            for (ResourceConfigSpec one : spec) {
                if (one.entity() != null && draft.get(one.entity().value()) instanceof Entity.ResourcePool child) {
                    PoolRules.reconfigure(draft, child.id(), one);
                }
            }
            return null;
        });
    }

    @Override
    public void destroyChildren() {
        vcenter.inventory().change(draft -> {
            for (Entity.ResourcePool child : draft.heldBy(reference.value(), Entity.ResourcePool.class)) {
                removeAll(draft, child);
            }
            return null;
        });
    }

    private static void removeAll(Draft draft, Entity.ResourcePool pool) {
        draft.heldBy(pool.id(), Entity.ResourcePool.class).forEach(child -> removeAll(draft, child));
        PoolRules.remove(draft, pool.id());
    }

    @Override
    public ManagedObjectReference<Task> rename_Task(String newName) {
        return actions.rename("ResourcePool", newName);
    }

    @Override
    public ManagedObjectReference<Task> destroy_Task() {
        return actions.start("ResourcePool.destroy", _ -> {
            ResourcePoolEventArgument gone = argument();
            actions.post("ResourcePoolDestroyedEvent", Map.of("resourcePool", gone));
            vcenter.inventory().change(draft -> {
                PoolRules.remove(draft, reference.value());
                return null;
            });
            return null;
        });
    }

    @Override
    public ResourceConfigOption queryResourceConfigOption() {
        return ResourceConfigOption.builder()
                .cpuAllocationOption(option(4_000))
                .memoryAllocationOption(option(163_840))
                .build();
    }

    private static ResourceAllocationOption option(int normal) {
        return ResourceAllocationOption.builder()
                .sharesOption(SharesOption.builder()
                        .sharesOption(IntOption.builder()
                                .min(0)
                                .max(SHARES_MAX)
                                .defaultValue(normal)
                                .build())
                        .defaultLevel(SharesLevel.NORMAL)
                        .build())
                .build();
    }

    @Override
    public ManagedObjectReference<Task> createChildVM_Task(
            VirtualMachineConfigSpec config, @Nullable ManagedObjectReference<HostSystem> host) {
        return new MachineMaker(vcenter)
                .create(vmFolder(), config, reference.value(), host == null ? null : host.value());
    }

    private ManagedObjectReference<Folder> vmFolder() {
        return References.folder(vcenter.inventory()
                .read(all ->
                        all.datacenterOf(PoolRules.pool(all, reference.value()).owner()))
                .orElseThrow(() -> Gone.fault("Datacenter", reference.value()))
                .vmFolder());
    }

    @Override
    public ManagedObjectReference<HttpNfcLease> importVApp(
            ImportSpec spec,
            @Nullable ManagedObjectReference<? extends Folder> folder,
            @Nullable ManagedObjectReference<HostSystem> host) {
        return new MachineMaker(vcenter)
                .importMachine(
                        reference, spec, folder == null ? vmFolder() : folder, host == null ? null : host.value());
    }
}
