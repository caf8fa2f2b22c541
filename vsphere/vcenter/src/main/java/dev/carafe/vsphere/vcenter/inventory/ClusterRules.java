package dev.carafe.vsphere.vcenter.inventory;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.ArrayUpdateOperation;
import dev.carafe.vsphere.vim.vim25.ClusterConfigInfoEx;
import dev.carafe.vsphere.vim.vim25.ClusterConfigSpecEx;
import dev.carafe.vsphere.vim.vim25.ClusterDasConfigInfo;
import dev.carafe.vsphere.vim.vim25.ClusterDasVmConfigInfo;
import dev.carafe.vsphere.vim.vim25.ClusterDpmConfigInfo;
import dev.carafe.vsphere.vim.vim25.ClusterDrsConfigInfo;
import dev.carafe.vsphere.vim.vim25.ClusterDrsVmConfigInfo;
import dev.carafe.vsphere.vim.vim25.ClusterGroupInfo;
import dev.carafe.vsphere.vim.vim25.ClusterGroupSpec;
import dev.carafe.vsphere.vim.vim25.ClusterRuleInfo;
import dev.carafe.vsphere.vim.vim25.ClusterRuleSpec;
import dev.carafe.vsphere.vim.vim25.ClusterVmOrchestrationInfo;
import dev.carafe.vsphere.vim.vim25.ComputeResourceConfigInfo;
import dev.carafe.vsphere.vim.vim25.ComputeResourceConfigSpec;
import dev.carafe.vsphere.vim.vim25.DpmBehavior;
import dev.carafe.vsphere.vim.vim25.DrsBehavior;
import dev.carafe.vsphere.vim.vim25.ManagedEntityStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** How clusters and compute resources are made and set. */
public final class ClusterRules {
    private static final String SWAP_BESIDE_MACHINE = "vmDirectory";
    private static final int VMOTION_RATE = 3;

    private ClusterRules() {}

    /**
     * Makes a cluster and its root pool.
     *
     * @throws FaultException DuplicateName, InvalidName, NotSupported
     */
    public static Entity.ComputeResource createCluster(
            Draft draft, String parent, String name, ClusterConfigSpecEx spec) {
        FolderRules.requireHolds(FolderRules.folder(draft, parent), "ComputeResource");
        String free = EntityNames.free(draft, parent, name, "");
        return create(draft, parent, free, true, reconfigured(clusterDefaults(), spec, true));
    }

    static Entity.ComputeResource create(
            Draft draft, String parent, String name, boolean cluster, ComputeResourceConfigInfo config) {
        String id = draft.newId(cluster ? Ids.CLUSTER : Ids.COMPUTE_RESOURCE);
        String pool = draft.newId(Ids.POOL);
        draft.put(new Entity.ResourcePool(pool, "Resources", id, id, PoolRules.rootConfig()));
        return draft.put(new Entity.ComputeResource(id, name, parent, pool, cluster, config));
    }

    public static Entity.ComputeResource computeResource(Entities entities, String id) {
        return entities.find(id, Entity.ComputeResource.class)
                .orElseThrow(() ->
                        Gone.fault(id.startsWith(Ids.CLUSTER) ? "ClusterComputeResource" : "ComputeResource", id));
    }

    /** @param modify whether what the specification leaves out stays; it is reset otherwise */
    public static void reconfigure(Draft draft, String id, ComputeResourceConfigSpec spec, boolean modify) {
        Entity.ComputeResource compute = computeResource(draft, id);
        draft.put(compute.withConfig(
                compute.config() instanceof ClusterConfigInfoEx before
                        ? reconfigured(before, spec, modify)
                        : common(modify ? compute.config() : standaloneDefaults(), spec)));
    }

    static ComputeResourceConfigInfo standaloneDefaults() {
        return ComputeResourceConfigInfo.builder()
                .vmSwapPlacement(SWAP_BESIDE_MACHINE)
                .spbmEnabled(false)
                .build();
    }

    private static ClusterConfigInfoEx clusterDefaults() {
        return ClusterConfigInfoEx.builder()
                .vmSwapPlacement(SWAP_BESIDE_MACHINE)
                .spbmEnabled(false)
                .dasConfig(ClusterDasConfigInfo.builder()
                        .enabled(false)
                        .vmMonitoring("vmMonitoringDisabled")
                        .hostMonitoring("enabled")
                        .vmComponentProtecting("disabled")
                        .failoverLevel(1)
                        .admissionControlEnabled(true)
                        .hBDatastoreCandidatePolicy("allFeasibleDsWithUserPreference")
                        .build())
                .drsConfig(ClusterDrsConfigInfo.builder()
                        .enabled(false)
                        .enableVmBehaviorOverrides(true)
                        .defaultVmBehavior(DrsBehavior.FULLY_AUTOMATED)
                        .vmotionRate(VMOTION_RATE)
                        .scaleDescendantsShares("disabled")
                        .build())
                .dpmConfigInfo(ClusterDpmConfigInfo.builder()
                        .enabled(false)
                        .defaultDpmBehavior(DpmBehavior.AUTOMATED)
                        .hostPowerActionRate(VMOTION_RATE)
                        .build())
                .build();
    }

    private static ComputeResourceConfigInfo common(ComputeResourceConfigInfo before, ComputeResourceConfigSpec spec) {
        ComputeResourceConfigInfo after = before;
        if (spec.vmSwapPlacement() != null) {
            after = after.withVmSwapPlacement(spec.vmSwapPlacement());
        }
        if (spec.spbmEnabled() != null) {
            after = after.withSpbmEnabled(spec.spbmEnabled());
        }
        if (spec.defaultHardwareVersionKey() != null) {
            after = after.withDefaultHardwareVersionKey(spec.defaultHardwareVersionKey());
        }
        if (spec.maximumHardwareVersionKey() != null) {
            after = after.withMaximumHardwareVersionKey(spec.maximumHardwareVersionKey());
        }
        return after;
    }

    private static ClusterConfigInfoEx reconfigured(
            ClusterConfigInfoEx now, ComputeResourceConfigSpec change, boolean modify) {
        ClusterConfigInfoEx before = (ClusterConfigInfoEx) common(modify ? now : clusterDefaults(), change);
        if (!(change instanceof ClusterConfigSpecEx spec)) {
            return before;
        }
        ClusterConfigInfoEx.Builder after = before.toBuilder();
        if (spec.dasConfig() != null) {
            after.dasConfig(Merge.over(before.dasConfig(), spec.dasConfig()));
        }
        if (spec.drsConfig() != null) {
            after.drsConfig(Merge.over(before.drsConfig(), spec.drsConfig()));
        }
        if (spec.dpmConfig() != null) {
            after.dpmConfigInfo(Merge.over(before.dpmConfigInfo(), spec.dpmConfig()));
        }
        if (spec.orchestration() != null) {
            after.orchestration(Merge.over(before.orchestration(), spec.orchestration()));
        }
        if (spec.proactiveDrsConfig() != null) {
            after.proactiveDrsConfig(Merge.over(before.proactiveDrsConfig(), spec.proactiveDrsConfig()));
        }
        return after.dasVmConfig(Merge.list(
                        before.dasVmConfig(), spec.dasVmConfigSpec(), one -> one.info(), ClusterDasVmConfigInfo::key))
                .drsVmConfig(Merge.list(
                        before.drsVmConfig(), spec.drsVmConfigSpec(), one -> one.info(), ClusterDrsVmConfigInfo::key))
                .vmOrchestration(Merge.list(
                        before.vmOrchestration(),
                        spec.vmOrchestrationSpec(),
                        one -> one.info(),
                        ClusterVmOrchestrationInfo::vm))
                .group(Merge.list(before.group(), spec.groupSpec(), ClusterGroupSpec::info, ClusterGroupInfo::name))
                .rule(Merge.list(
                        before.rule(),
                        keyed(before.rule(), spec.rulesSpec()),
                        ClusterRuleSpec::info,
                        ClusterRuleInfo::key))
                .build();
    }

    /** New rules get the next key and an id of their own. */
    static List<ClusterRuleSpec> keyed(List<ClusterRuleInfo> before, List<ClusterRuleSpec> updates) {
        int next = 1;
        for (ClusterRuleInfo rule : before) {
            next = Math.max(next, rule.key() == null ? 0 : rule.key() + 1);
        }
        List<ClusterRuleSpec> keyed = new ArrayList<>();
        for (ClusterRuleSpec update : updates) {
            ClusterRuleInfo rule = update.info();
            if (update.operation() == ArrayUpdateOperation.ADD && rule != null) {
                ClusterRuleInfo named = rule.withKey(next++);
                String seed = named.name() + "/" + named.key();
                ClusterRuleInfo added = named.ruleUuid() == null
                        ? named.withRuleUuid(
                                UUID.nameUUIDFromBytes(seed.getBytes(UTF_8)).toString())
                        : named;
                keyed.add(update.toBuilder()
                        .info(added.withUserCreated(true).withStatus(ManagedEntityStatus.GREEN))
                        .build());
            } else {
                keyed.add(update);
            }
        }
        return keyed;
    }
}
