package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.Gone;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vcenter.placement.Candidate;
import dev.carafe.vsphere.vcenter.placement.Demand;
import dev.carafe.vsphere.vcenter.placement.Placement;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ClusterAction;
import dev.carafe.vsphere.vim.vim25.ClusterClusterInitialPlacementAction;
import dev.carafe.vsphere.vim.vim25.ClusterClusterReconfigurePlacementAction;
import dev.carafe.vsphere.vim.vim25.ClusterClusterRelocatePlacementAction;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.Network;
import dev.carafe.vsphere.vim.vim25.PlaceVmsXClusterSpec;
import dev.carafe.vsphere.vim.vim25.PlaceVmsXClusterSpecPlacementType;
import dev.carafe.vsphere.vim.vim25.PlaceVmsXClusterSpecVmPlacementSpec;
import dev.carafe.vsphere.vim.vim25.PlaceVmsXClusterSpecVmPlacementSpecCandidateNetworks;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRelocateSpec;
import dev.carafe.vsphere.vmomi.service.Call;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One machine that is to be placed among clusters, and what is to become of it.
 *
 * @param machine null for one that is to be made
 * @param host where a machine that is reconfigured is, and stays; null for the others
 * @param withHost whether a host is to be recommended, or the cluster alone
 * @param withDatastore whether a datastore is to be recommended, or those are meant that the machine has or its specification names
 */
record CrossClusterRequest(
        VCenter vcenter,
        PlaceVmsXClusterSpecPlacementType type,
        PlaceVmsXClusterSpecVmPlacementSpec spec,
        @Nullable ManagedObjectReference<VirtualMachine> machine,
        String name,
        @Nullable String host,
        boolean withHost,
        boolean withDatastore) {

    /**
     * What a specification asks for.
     *
     * @throws dev.carafe.vsphere.vim.FaultException InvalidArgument when it has too little for its type, or too much; ManagedObjectNotFound
     *     for a machine that the caller does not see
     */
    static CrossClusterRequest of(
            VCenter vcenter,
            PlaceVmsXClusterSpecPlacementType type,
            PlaceVmsXClusterSpec all,
            PlaceVmsXClusterSpecVmPlacementSpec spec) {
        boolean relocates = type == PlaceVmsXClusterSpecPlacementType.RELOCATE;
        if (relocates != (spec.relocateSpec() != null)) {
            throw CrossClusterPlacement.invalid(
                    "relocateSpec",
                    relocates
                            ? "Where to is missing."
                            : "Only a machine that is relocated has a specification of that.");
        }
        boolean withHost = Boolean.TRUE.equals(all.hostRecommRequired());
        boolean withDatastore = Boolean.TRUE.equals(all.datastoreRecommRequired());
        if (type == PlaceVmsXClusterSpecPlacementType.CREATE_AND_POWER_ON) {
            String name = spec.configSpec().name();
            if (name == null || name.isEmpty()) {
                throw CrossClusterPlacement.invalid("configSpec.name", "A machine that is to be made needs a name.");
            }
            return new CrossClusterRequest(vcenter, type, spec, null, name, null, withHost, withDatastore);
        }
        ManagedObjectReference<VirtualMachine> machine = spec.vm();
        if (machine == null) {
            throw CrossClusterPlacement.invalid("vm", "The machine is missing.");
        }
        if (!Call.current().session().<Boolean>read(source -> source.properties(machine) != null)) {
            throw Gone.fault("VirtualMachine", machine.value());
        }
        Entity.VirtualMachine found =
                vcenter.inventory().read(inventory -> ServedVirtualMachine.machine(inventory, machine.value()));
        return new CrossClusterRequest(
                vcenter, type, spec, machine, found.name(), relocates ? null : found.host(), withHost, withDatastore);
    }

    int cpus() {
        Integer asked = spec.configSpec().numCPUs();
        return asked != null ? asked : machine == null ? 1 : present(machine).cpus();
    }

    long memoryMb() {
        Long asked = spec.configSpec().memoryMB();
        return asked != null ? asked : machine == null ? 0 : present(machine).memoryMb();
    }

    private Demand present(ManagedObjectReference<VirtualMachine> there) {
        return new MachineDemand(vcenter).of(there);
    }

    /** @param cluster in whose datacenter the datastores are that the specification names */
    private Demand made(String cluster) {
        VirtualMachineConfigSpec config = spec.configSpec();
        return withDatastore
                ? new Demand(cpus(), memoryMb(), Set.of(), MachineDemand.portgroups(config))
                : new MachineDemand(vcenter).of(config, cluster);
    }

    /** Which hosts of a cluster it can go to. */
    Placement.Choice choose(List<Candidate> candidates, String cluster) {
        Demand other = machine == null ? made(cluster) : present(machine);
        Demand demand = new Demand(
                cpus(),
                memoryMb(),
                withDatastore ? Set.of() : other.datastores(),
                spec.candidateNetworks().isEmpty() ? other.networks() : Set.of());
        return Placement.choose(
                demand,
                candidates.stream()
                        .filter(candidate -> host == null || candidate.hostId().equals(host))
                        .filter(this::hasANetworkForEachCard)
                        .toList());
    }

    private boolean hasANetworkForEachCard(Candidate candidate) {
        return spec.candidateNetworks().stream()
                .map(PlaceVmsXClusterSpecVmPlacementSpecCandidateNetworks::networks)
                .allMatch(some ->
                        some.stream().anyMatch(one -> candidate.networks().contains(one.value())));
    }

    /** What is recommended. */
    ClusterAction action(Candidate candidate, ManagedObjectReference<ResourcePool> pool) {
        ManagedObjectReference<HostSystem> target = withHost ? References.host(candidate.hostId()) : null;
        ManagedObjectReference<Datastore> datastore =
                withDatastore ? new DatastoreRoom(vcenter).roomiest(candidate, List.of()) : null;
        return switch (type) {
            case CREATE_AND_POWER_ON ->
                ClusterClusterInitialPlacementAction.builder()
                        .type(type.wire())
                        .targetHost(target)
                        .pool(pool)
                        .availableNetworks(availableNetworks(candidate))
                        .configSpec(in(datastore))
                        .build();
            case RECONFIGURE ->
                ClusterClusterReconfigurePlacementAction.builder()
                        .type(type.wire())
                        .targetHost(target)
                        .pool(pool)
                        .configSpec(in(datastore))
                        .build();
            case RELOCATE ->
                ClusterClusterRelocatePlacementAction.builder()
                        .type(type.wire())
                        .targetHost(target)
                        .pool(pool)
                        .availableNetworks(availableNetworks(candidate))
                        .relocateSpec(to(pool, target, datastore))
                        .build();
            case UNRECOGNIZED -> throw new IllegalStateException("a placement of no type");
        };
    }

    /** Those of the networks that were asked for which are there, each once. */
    private List<ManagedObjectReference<? extends Network>> availableNetworks(Candidate candidate) {
        return spec.candidateNetworks().stream()
                .flatMap(card -> card.networks().stream())
                .filter(one -> candidate.networks().contains(one.value()))
                .distinct()
                .toList();
    }

    private VirtualMachineConfigSpec in(@Nullable ManagedObjectReference<Datastore> datastore) {
        return datastore == null
                ? spec.configSpec()
                : new DatastoreRoom(vcenter).in(spec.configSpec(), datastore, machine == null);
    }

    /** What the caller can have the machine relocated by as it is. */
    private VirtualMachineRelocateSpec to(
            ManagedObjectReference<ResourcePool> pool,
            @Nullable ManagedObjectReference<HostSystem> target,
            @Nullable ManagedObjectReference<Datastore> datastore) {
        VirtualMachineRelocateSpec asked = spec.relocateSpec() == null
                ? VirtualMachineRelocateSpec.builder().build()
                : spec.relocateSpec();
        VirtualMachineRelocateSpec.Builder placed = asked.toBuilder().pool(pool);
        if (target != null) {
            placed.host(target);
        }
        if (datastore != null) {
            placed.datastore(datastore)
                    .disk(asked.disk().stream()
                            .map(disk -> disk.toBuilder().datastore(datastore).build())
                            .toList());
        }
        return placed.build();
    }
}
