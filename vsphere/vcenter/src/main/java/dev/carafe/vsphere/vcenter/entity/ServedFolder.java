package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.inventory.ClusterRules;
import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.FolderRules;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vcenter.inventory.SwitchRules;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ClusterComputeResource;
import dev.carafe.vsphere.vim.vim25.ClusterConfigSpec;
import dev.carafe.vsphere.vim.vim25.ClusterConfigSpecEx;
import dev.carafe.vsphere.vim.vim25.ComputeResourceConfigSpec;
import dev.carafe.vsphere.vim.vim25.DVSCreateSpec;
import dev.carafe.vsphere.vim.vim25.Datacenter;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.FolderEventArgument;
import dev.carafe.vsphere.vim.vim25.HostConnectSpec;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.InvalidRequest;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.PlaceVmsXClusterResult;
import dev.carafe.vsphere.vim.vim25.PlaceVmsXClusterSpec;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.StoragePod;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import dev.carafe.vsphere.vmomi.task.TaskProgress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A folder of the inventory. */
final class ServedFolder implements Folder, ServedObject {
    private final ManagedObjectReference<Folder> reference;
    private final VCenter vcenter;
    private final EntityActions actions;

    ServedFolder(VCenter vcenter, String id) {
        this.vcenter = vcenter;
        reference = References.folder(id);
        actions = new EntityActions(vcenter, reference);
    }

    @Override
    public ManagedObjectReference<Folder> reference() {
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
    public ManagedObjectReference<? extends Folder> createFolder(String name) {
        return References.folder(vcenter.inventory()
                .change(draft -> FolderRules.createFolder(draft, reference.value(), name))
                .id());
    }

    @Override
    public ManagedObjectReference<Datacenter> createDatacenter(String name) {
        Entity.Datacenter made =
                vcenter.inventory().change(draft -> FolderRules.createDatacenter(draft, reference.value(), name));
        new EntityActions(vcenter, References.datacenter(made.id()))
                .post("DatacenterCreatedEvent", Map.of("parent", argument()));
        return References.datacenter(made.id());
    }

    @Override
    public ManagedObjectReference<ClusterComputeResource> createClusterEx(String name, ClusterConfigSpecEx spec) {
        Entity.ComputeResource made =
                vcenter.inventory().change(draft -> ClusterRules.createCluster(draft, reference.value(), name, spec));
        new EntityActions(vcenter, References.cluster(made.id()))
                .post("ClusterCreatedEvent", Map.of("parent", argument()));
        return References.cluster(made.id());
    }

    @Override
    public ManagedObjectReference<ClusterComputeResource> createCluster(String name, ClusterConfigSpec spec) {
        return createClusterEx(name, ServedCluster.extended(spec));
    }

    @Override
    @SuppressWarnings("unchecked")
    public ManagedObjectReference<StoragePod> createStoragePod(String name) {
        Entity.Folder made = vcenter.inventory().change(draft -> FolderRules.createPod(draft, reference.value(), name));
        return (ManagedObjectReference<StoragePod>) (ManagedObjectReference<?>) References.folder(made.id());
    }

    @Override
    public PlaceVmsXClusterResult placeVmsXCluster(PlaceVmsXClusterSpec placementSpec) {
        if (!reference.value().equals(References.ROOT)) {
            throw InvalidRequest.builder().build().exception("Only the root folder places machines among clusters.");
        }
        return new CrossClusterPlacement(vcenter).place(placementSpec);
    }

    private FolderEventArgument argument() {
        return new FolderEventArgument(actions.entity().name(), reference);
    }

    @Override
    public ManagedObjectReference<Task> addStandaloneHost_Task(
            HostConnectSpec spec,
            @Nullable ComputeResourceConfigSpec compResSpec,
            boolean addConnected,
            @Nullable String license) {
        FolderRules.requireHolds(
                vcenter.inventory().read(all -> FolderRules.folder(all, reference.value())), "ComputeResource");
        return actions.start("Folder.addStandaloneHost", _ -> {
            Entity.Host host = vcenter.licensed(
                    license, () -> vcenter.hosts().members().add(reference.value(), spec, addConnected));
            String compute = Objects.requireNonNull(host.parent());
            if (compResSpec != null) {
                vcenter.inventory().change(draft -> {
                    ClusterRules.reconfigure(draft, compute, compResSpec, true);
                    return null;
                });
            }
            return References.computeResource(compute);
        });
    }

    @Override
    public ManagedObjectReference<Task> createDVS_Task(DVSCreateSpec spec) {
        return actions.start("Folder.createDistributedVirtualSwitch", _ -> {
            Entity.DistributedSwitch made = vcenter.inventory()
                    .change(draft -> SwitchRules.create(
                            draft, reference.value(), spec.configSpec(), SwitchUuid.random(), Instant.now()));
            new EntityActions(vcenter, References.distributedSwitch(made.id()))
                    .post("DvsCreatedEvent", Map.of("parent", argument()));
            new HostSwitches(vcenter).carryOut(made.hosts());
            return References.distributedSwitch(made.id());
        });
    }

    @Override
    public ManagedObjectReference<Task> moveIntoFolder_Task(
            List<ManagedObjectReference<? extends ManagedEntity>> list) {
        return actions.start("Folder.moveInto", _ -> {
            vcenter.inventory().change(draft -> {
                for (ManagedObjectReference<? extends ManagedEntity> one : list) {
                    FolderRules.move(draft, one.value(), reference.value());
                }
                return null;
            });
            return null;
        });
    }

    @Override
    public ManagedObjectReference<Task> createVM_Task(
            VirtualMachineConfigSpec config,
            ManagedObjectReference<? extends ResourcePool> pool,
            @Nullable ManagedObjectReference<HostSystem> host) {
        return new MachineMaker(vcenter).create(reference, config, pool.value(), host == null ? null : host.value());
    }

    @Override
    public ManagedObjectReference<Task> registerVM_Task(
            String path,
            @Nullable String name,
            boolean asTemplate,
            @Nullable ManagedObjectReference<? extends ResourcePool> pool,
            @Nullable ManagedObjectReference<HostSystem> host) {
        return new MachineMaker(vcenter)
                .register(
                        reference,
                        path,
                        name,
                        asTemplate,
                        pool == null ? null : pool.value(),
                        host == null ? null : host.value());
    }

    @Override
    public ManagedObjectReference<Task> rename_Task(String newName) {
        return actions.rename("Folder", newName);
    }

    @Override
    public ManagedObjectReference<Task> destroy_Task() {
        return actions.start("Folder.destroy", progress -> {
            empty(reference.value(), "Destroy_Task", progress);
            actions.removeNow();
            return null;
        });
    }

    @Override
    public ManagedObjectReference<Task> unregisterAndDestroy_Task() {
        return actions.start("Folder.unregisterAndDestroy", progress -> {
            empty(reference.value(), "UnregisterVM", progress);
            actions.removeNow();
            return null;
        });
    }

    /** Has the hosts destroy, or forget, the virtual machines below a folder. */
    private void empty(String folder, String method, TaskProgress progress) throws InterruptedException {
        for (Entity child : vcenter.inventory().<List<Entity>>read(all -> all.children(folder))) {
            switch (child) {
                case Entity.VirtualMachine machine ->
                    vcenter.hosts()
                            .calls()
                            .carryOut(
                                    machine.host(), References.machine(machine.id()), VCenter.method(method), progress);
                case Entity.Folder deeper -> empty(deeper.id(), method, progress);
                default -> {}
            }
        }
    }
}
