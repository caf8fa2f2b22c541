package dev.carafe.vsphere.vcenter.entity;

import static java.util.Objects.requireNonNull;

import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vcenter.placement.Candidate;
import dev.carafe.vsphere.vcenter.placement.Demand;
import dev.carafe.vsphere.vcenter.placement.Placement;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ClusterComputeResource;
import dev.carafe.vsphere.vim.vim25.ClusterComputeResourceProperties;
import dev.carafe.vsphere.vim.vim25.ClusterResourceUsageSummary;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.DatastoreProperties;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.PlacementAction;
import dev.carafe.vsphere.vim.vim25.PlacementResult;
import dev.carafe.vsphere.vim.vim25.PlacementSpec;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.ResourcePoolProperties;
import dev.carafe.vsphere.vim.vim25.ResourcePoolResourceUsage;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRelocateSpec;
import java.util.List;
import java.util.Set;

/** Where a cluster would have a machine, for whoever asks before he makes or moves it. */
record PlacementAdvice(VCenter vcenter, ManagedObjectReference<ClusterComputeResource> cluster) {
    private static final long MB = 1 << 20;

    PlacementResult place(PlacementSpec spec) {
        Demand demand = demand(spec);
        Set<String> allowed = Set.copyOf(
                spec.hosts().stream().map(ManagedObjectReference::value).toList());
        List<Candidate> candidates = new Placer(vcenter)
                .candidates(cluster.value()).stream()
                        .filter(candidate -> allowed.isEmpty() || allowed.contains(candidate.hostId()))
                        .toList();
        Recommendations recommendations =
                new Recommendations(cluster, "xvmotionPlacement", "The host has what the virtual machine needs");
        for (Candidate candidate : Placement.choose(demand, candidates).ranked()) {
            recommendations.add(action(spec, candidate));
        }
        return PlacementResult.builder().recommendations(recommendations.all()).build();
    }

    private Demand demand(PlacementSpec spec) {
        if (spec.vm() != null) {
            return new MachineDemand(vcenter).of(spec.vm());
        }
        VirtualMachineConfigSpec config = spec.configSpec();
        if (config == null) {
            throw InvalidArgument.builder()
                    .invalidProperty("placementSpec.configSpec")
                    .build()
                    .exception("A placement is for a virtual machine, or for the specification of one.");
        }
        return new MachineDemand(vcenter).of(config, cluster.value());
    }

    private PlacementAction action(PlacementSpec spec, Candidate candidate) {
        VirtualMachineRelocateSpec before = spec.relocateSpec() == null
                ? VirtualMachineRelocateSpec.builder().build()
                : spec.relocateSpec();
        ManagedObjectReference<Datastore> datastore = before.datastore() == null
                ? new DatastoreRoom(vcenter).roomiest(candidate, spec.datastores())
                : before.datastore();
        return PlacementAction.builder()
                .type("PlacementV1")
                .vm(spec.vm())
                .targetHost(References.host(candidate.hostId()))
                .relocateSpec(before.toBuilder()
                        .host(References.host(candidate.hostId()))
                        .datastore(datastore)
                        .pool(before.pool() == null ? rootPool() : before.pool())
                        .build())
                .build();
    }

    private ManagedObjectReference<ResourcePool> rootPool() {
        return References.pool(vcenter.inventory()
                .read(all -> all.find(cluster.value(), Entity.ComputeResource.class)
                        .map(Entity.ComputeResource::pool)
                        .orElse("")));
    }

    /** What the cluster has and uses. */
    ClusterResourceUsageSummary usage() {
        ClusterComputeResourceProperties properties = vcenter.registry()
                .properties(cluster)
                .map(ClusterComputeResourceProperties.class::cast)
                .orElseThrow();
        long capacity = 0;
        long free = 0;
        for (ManagedObjectReference<Datastore> one : properties.datastore()) {
            if (vcenter.registry().properties(one).orElse(null) instanceof DatastoreProperties datastore) {
                capacity += requireNonNull(datastore.summary()).capacity();
                free += datastore.summary().freeSpace();
            }
        }
        ResourcePoolProperties pool = vcenter.registry()
                .properties(rootPool())
                .map(ResourcePoolProperties.class::cast)
                .orElseThrow();
        ResourcePoolResourceUsage cpu = requireNonNull(pool.runtime()).cpu();
        ResourcePoolResourceUsage memory = pool.runtime().memory();
        return ClusterResourceUsageSummary.builder()
                .cpuUsedMHz((int) cpu.overallUsage())
                .cpuCapacityMHz((int) cpu.maxUsage())
                .memUsedMB((int) (memory.overallUsage() / MB))
                .memCapacityMB((int) (memory.maxUsage() / MB))
                .storageUsedMB((capacity - free) / MB)
                .storageCapacityMB(capacity / MB)
                .build();
    }
}
