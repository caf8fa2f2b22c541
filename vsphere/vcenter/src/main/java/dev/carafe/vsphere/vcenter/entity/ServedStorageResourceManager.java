package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.PodRules;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.LocalizedMethodFault;
import dev.carafe.vsphere.vim.vim25.MethodFault;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.StorageDrsConfigSpec;
import dev.carafe.vsphere.vim.vim25.StoragePlacementResult;
import dev.carafe.vsphere.vim.vim25.StoragePlacementSpec;
import dev.carafe.vsphere.vim.vim25.StoragePod;
import dev.carafe.vsphere.vim.vim25.StorageResourceManager;
import dev.carafe.vsphere.vim.vim25.StorageResourceManagerProperties;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import org.jspecify.annotations.Nullable;

/** Says in which datastore of a cluster of these a machine would best be made, and sets such clusters. Nobody balances what is there. */
public record ServedStorageResourceManager(ManagedObjectReference<StorageResourceManager> reference, VCenter vcenter)
        implements StorageResourceManager, ServedObject {
    /** A manager among the server's objects. */
    public static void open(ManagedObjectReference<StorageResourceManager> reference, VCenter vcenter) {
        vcenter.registry()
                .change(changes -> changes.add(
                        new ServedStorageResourceManager(reference, vcenter),
                        StorageResourceManagerProperties.builder().build()));
    }

    @Override
    public ManagedObjectReference<Task> configureStorageDrsForPod_Task(
            ManagedObjectReference<StoragePod> pod, StorageDrsConfigSpec spec, boolean modify) {
        return vcenter.tasks().start(pod, "StorageResourceManager.configureStorageDrsForPod", _ -> {
            vcenter.inventory().change(draft -> {
                PodRules.configure(draft, pod.value(), spec, modify);
                return null;
            });
            return null;
        });
    }

    @Override
    public @Nullable LocalizedMethodFault validateStoragePodConfig(
            ManagedObjectReference<StoragePod> pod, StorageDrsConfigSpec spec) {
        Entity.Folder folder = vcenter.inventory().read(all -> PodRules.pod(all, pod.value()));
        try {
            PodRules.configured(folder, spec, true);
            return null;
        } catch (FaultException e) {
            if (e.fault() instanceof MethodFault fault) {
                return new LocalizedMethodFault(fault, e.getMessage());
            }
            throw e;
        }
    }

    @Override
    public StoragePlacementResult recommendDatastores(StoragePlacementSpec storageSpec) {
        switch (storageSpec.type()) {
            case "create" -> {
                require(storageSpec.resourcePool(), "resourcePool");
                require(storageSpec.configSpec(), "configSpec");
            }
            case "clone" -> {
                require(storageSpec.vm(), "vm");
                require(storageSpec.folder(), "folder");
                require(storageSpec.cloneName(), "cloneName");
                require(storageSpec.cloneSpec(), "cloneSpec");
            }
            case "relocate", "reconfigure" ->
                throw NotSupported.builder()
                        .build()
                        .exception("Datastores are recommended for machines that are to be made, or cloned.");
            default -> throw invalid("type");
        }
        return new StoragePlacement(vcenter, pod(storageSpec)).recommend(storageSpec);
    }

    private static ManagedObjectReference<StoragePod> pod(StoragePlacementSpec spec) {
        ManagedObjectReference<StoragePod> pod = spec.podSelectionSpec().storagePod();
        if (pod == null && !spec.podSelectionSpec().initialVmConfig().isEmpty()) {
            pod = spec.podSelectionSpec().initialVmConfig().getFirst().storagePod();
        }
        if (pod == null) {
            throw invalid("podSelectionSpec.storagePod");
        }
        return pod;
    }

    private static void require(@Nullable Object field, String name) {
        if (field == null) {
            throw invalid(name);
        }
    }

    private static FaultException invalid(String field) {
        return InvalidArgument.builder()
                .invalidProperty(field)
                .build()
                .exception("A specified parameter was not correct: storageSpec." + field);
    }
}
