package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.esxi.facts.CpuFacts;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ComputeResource;
import dev.carafe.vsphere.vim.vim25.ComputeResourceConfigInfo;
import dev.carafe.vsphere.vim.vim25.ComputeResourceProperties;
import dev.carafe.vsphere.vim.vim25.ComputeResourceSummary;
import dev.carafe.vsphere.vim.vim25.Datacenter;
import dev.carafe.vsphere.vim.vim25.DatacenterConfigInfo;
import dev.carafe.vsphere.vim.vim25.DatacenterProperties;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.FolderProperties;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.ManagedEntityStatus;
import dev.carafe.vsphere.vmomi.inventory.Changes;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tree in which a host's objects hang: a host has one datacenter, and one of everything in it. */
final class HostInventory {
    /** Folders of a host are neither made nor removed by its clients. */
    private record ServedFolder(ManagedObjectReference<Folder> reference) implements Folder, ServedObject {}

    private record ServedDatacenter(ManagedObjectReference<Datacenter> reference) implements Datacenter, ServedObject {}

    private record ServedComputeResource(ManagedObjectReference<ComputeResource> reference)
            implements ComputeResource, ServedObject {}

    private HostInventory() {}

    /** Adds all that is above the host and its machines, but the folder of machines. */
    static void addTo(Changes changes, HostModel host) {
        changes.add(
                new ServedFolder(HostNames.ROOT),
                folder(null, HostNames.ROOT.value(), "Datacenter", List.of(HostNames.DATACENTER)));
        changes.add(new ServedDatacenter(HostNames.DATACENTER), datacenter());
        changes.add(
                new ServedFolder(HostNames.HOSTS),
                folder(HostNames.DATACENTER, "host", "ComputeResource", List.of(HostNames.COMPUTE)));
        changes.add(
                new ServedFolder(HostNames.DATASTORES),
                folder(HostNames.DATACENTER, "datastore", "Datastore", List.of()));
        changes.add(
                new ServedFolder(HostNames.NETWORKS), folder(HostNames.DATACENTER, "network", "Network", List.of()));
        changes.add(new ServedComputeResource(HostNames.COMPUTE), compute(host));
    }

    static FolderProperties vmFolder() {
        return folder(HostNames.DATACENTER, "vm", "VirtualMachine", List.of());
    }

    private static FolderProperties folder(
            @Nullable ManagedObjectReference<? extends ManagedEntity> parent,
            String name,
            String childType,
            List<ManagedObjectReference<? extends ManagedEntity>> children) {
        return Entities.common(
                FolderProperties.class,
                FolderProperties.builder()
                        .childType(List.of(childType))
                        .childEntity(children)
                        .build(),
                parent,
                name);
    }

    private static DatacenterProperties datacenter() {
        return Entities.common(
                DatacenterProperties.class,
                DatacenterProperties.builder()
                        .vmFolder(HostNames.VMS)
                        .hostFolder(HostNames.HOSTS)
                        .datastoreFolder(HostNames.DATASTORES)
                        .networkFolder(HostNames.NETWORKS)
                        .configuration(DatacenterConfigInfo.builder().build())
                        .build(),
                HostNames.ROOT,
                HostNames.DATACENTER.value());
    }

    private static ComputeResourceProperties compute(HostModel host) {
        CpuFacts cpu = host.facts().cpu();
        return Entities.common(
                ComputeResourceProperties.class,
                ComputeResourceProperties.builder()
                        .resourcePool(HostNames.POOL)
                        .host(List.of(HostNames.HOST))
                        .environmentBrowser(HostNames.ENVIRONMENT)
                        .summary(ComputeResourceSummary.builder()
                                .totalCpu(cpu.totalMhz())
                                .totalMemory(host.facts().memoryBytes())
                                .numCpuCores((short) cpu.cores())
                                .numCpuThreads((short) cpu.threads())
                                .effectiveCpu(cpu.totalMhz())
                                .effectiveMemory(host.facts().memoryBytes() >> 20)
                                .numHosts(1)
                                .numEffectiveHosts(1)
                                .overallStatus(ManagedEntityStatus.GREEN)
                                .build())
                        .configurationEx(ComputeResourceConfigInfo.builder()
                                .vmSwapPlacement("vmDirectory")
                                .build())
                        .build(),
                HostNames.HOSTS,
                host.name());
    }
}
