package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.inventory.ClusterRules;
import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.EntityNames;
import dev.carafe.vsphere.vcenter.inventory.HostRules;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vcenter.placement.Candidate;
import dev.carafe.vsphere.vcenter.placement.Placement;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ClusterComputeResource;
import dev.carafe.vsphere.vim.vim25.ClusterConfigSpec;
import dev.carafe.vsphere.vim.vim25.ClusterConfigSpecEx;
import dev.carafe.vsphere.vim.vim25.ClusterHostRecommendation;
import dev.carafe.vsphere.vim.vim25.ClusterResourceUsageSummary;
import dev.carafe.vsphere.vim.vim25.ClusterRuleInfo;
import dev.carafe.vsphere.vim.vim25.ComputeResourceConfigSpec;
import dev.carafe.vsphere.vim.vim25.HostConnectSpec;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.PlacementResult;
import dev.carafe.vsphere.vim.vim25.PlacementSpec;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A cluster. */
final class ServedCluster implements ClusterComputeResource, ServedObject {
    private static final int RATING_BEST = 5;

    private final ManagedObjectReference<ClusterComputeResource> reference;
    private final VCenter vcenter;
    private final EntityActions actions;

    ServedCluster(VCenter vcenter, String id) {
        this.vcenter = vcenter;
        reference = References.cluster(id);
        actions = new EntityActions(vcenter, reference);
    }

    @Override
    public ManagedObjectReference<ClusterComputeResource> reference() {
        return reference;
    }

    /** The older form of a cluster's specification as the newer. */
    static ClusterConfigSpecEx extended(ClusterConfigSpec spec) {
        return ClusterConfigSpecEx.builder()
                .dasConfig(spec.dasConfig())
                .dasVmConfigSpec(spec.dasVmConfigSpec())
                .drsConfig(spec.drsConfig())
                .drsVmConfigSpec(spec.drsVmConfigSpec())
                .rulesSpec(spec.rulesSpec())
                .build();
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
    public void refreshRecommendation() {
        // there are none to refresh: placement is decided when it is asked for
    }

    @Override
    public ManagedObjectReference<Task> addHost_Task(
            HostConnectSpec spec,
            boolean asConnected,
            @Nullable ManagedObjectReference<? extends ResourcePool> resourcePool,
            @Nullable String license) {
        return actions.start("ClusterComputeResource.addHost", _ -> {
            Entity.Host host = vcenter.licensed(
                    license, () -> vcenter.hosts().members().add(reference.value(), spec, asConnected));
            return References.host(host.id());
        });
    }

    @Override
    public ManagedObjectReference<Task> moveInto_Task(List<ManagedObjectReference<HostSystem>> host) {
        return actions.start("ClusterComputeResource.moveInto", _ -> {
            for (ManagedObjectReference<HostSystem> one : host) {
                moveInto(one.value());
            }
            return null;
        });
    }

    @Override
    public ManagedObjectReference<Task> moveHostInto_Task(
            ManagedObjectReference<HostSystem> host,
            @Nullable ManagedObjectReference<? extends ResourcePool> resourcePool) {
        return actions.start("ClusterComputeResource.moveHostInto", _ -> {
            moveInto(host.value());
            return null;
        });
    }

    private void moveInto(String hostId) {
        vcenter.inventory().change(draft -> {
            Entity.Host host = HostRules.host(draft, hostId);
            Entity.ComputeResource into = ClusterRules.computeResource(draft, reference.value());
            if (!draft.datacenterOf(hostId).equals(draft.datacenterOf(into.id()))) {
                throw NotSupported.builder()
                        .build()
                        .exception("The host '" + host.name() + "' is in another datacenter than the cluster.");
            }
            HostRules.moveInto(draft, host, into);
            return null;
        });
    }

    @Override
    public ManagedObjectReference<Task> reconfigureComputeResource_Task(
            ComputeResourceConfigSpec spec, boolean modify) {
        return actions.start("ComputeResource.reconfigureEx", _ -> {
            vcenter.inventory().change(draft -> {
                ClusterRules.reconfigure(draft, reference.value(), spec, modify);
                return null;
            });
            actions.post("ClusterReconfiguredEvent", Map.of());
            return null;
        });
    }

    @Override
    public ManagedObjectReference<Task> reconfigureCluster_Task(ClusterConfigSpec spec, boolean modify) {
        return reconfigureComputeResource_Task(extended(spec), modify);
    }

    @Override
    public List<ClusterHostRecommendation> recommendHostsForVm(
            ManagedObjectReference<VirtualMachine> vm, @Nullable ManagedObjectReference<? extends ResourcePool> pool) {
        Placement.Choice choice =
                Placement.choose(new MachineDemand(vcenter).of(vm), new Placer(vcenter).candidates(reference.value()));
        List<ClusterHostRecommendation> recommendations = new ArrayList<>();
        for (Candidate candidate : choice.ranked()) {
            recommendations.add(new ClusterHostRecommendation(
                    References.host(candidate.hostId()), Math.max(1, RATING_BEST - recommendations.size())));
        }
        return recommendations;
    }

    @Override
    public PlacementResult placeVm(PlacementSpec placementSpec) {
        return new PlacementAdvice(vcenter, reference).place(placementSpec);
    }

    @Override
    public List<ClusterRuleInfo> findRulesForVm(ManagedObjectReference<VirtualMachine> vm) {
        Entity.ComputeResource cluster =
                vcenter.inventory().read(all -> ClusterRules.computeResource(all, reference.value()));
        return RulesOfMachine.find(cluster, vm);
    }

    @Override
    public ClusterResourceUsageSummary getResourceUsage() {
        return new PlacementAdvice(vcenter, reference).usage();
    }

    @Override
    public ManagedObjectReference<Task> rename_Task(String newName) {
        return actions.rename("ClusterComputeResource", EntityNames.checked(newName));
    }

    @Override
    public ManagedObjectReference<Task> destroy_Task() {
        return actions.start("ClusterComputeResource.destroy", _ -> {
            actions.post("ClusterDestroyedEvent", Map.of());
            actions.removeNow();
            return null;
        });
    }
}
