package dev.carafe.vsphere.vcenter.inventory;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.ClusterRuleInfo;
import dev.carafe.vsphere.vim.vim25.ClusterRuleSpec;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.OptionValue;
import dev.carafe.vsphere.vim.vim25.StorageDrsAutomationConfig;
import dev.carafe.vsphere.vim.vim25.StorageDrsConfigInfo;
import dev.carafe.vsphere.vim.vim25.StorageDrsConfigSpec;
import dev.carafe.vsphere.vim.vim25.StorageDrsIoLoadBalanceConfig;
import dev.carafe.vsphere.vim.vim25.StorageDrsOptionSpec;
import dev.carafe.vsphere.vim.vim25.StorageDrsPodConfigInfo;
import dev.carafe.vsphere.vim.vim25.StorageDrsPodConfigSpec;
import dev.carafe.vsphere.vim.vim25.StorageDrsSpaceLoadBalanceConfig;
import dev.carafe.vsphere.vim.vim25.StorageDrsVmConfigInfo;
import dev.carafe.vsphere.vim.vim25.StorageDrsVmConfigSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How clusters of datastores are set. What is set is kept and shown; nobody balances them by it. Defaults and ranges are those
 * that vSphere's reference gives for {@code StorageDrsPodConfigInfo}.
 */
public final class PodRules {
    private static final List<String> BEHAVIORS = List.of("manual", "automated");
    private static final int INTERVAL_MIN = 480;

    private PodRules() {}

    /** What a new cluster of datastores is set to. */
    public static StorageDrsConfigInfo defaults() {
        return StorageDrsConfigInfo.builder()
                .podConfig(StorageDrsPodConfigInfo.builder()
                        .enabled(false)
                        .ioLoadBalanceEnabled(false)
                        .defaultVmBehavior("manual")
                        .loadBalanceInterval(INTERVAL_MIN)
                        .defaultIntraVmAffinity(true)
                        .spaceLoadBalanceConfig(StorageDrsSpaceLoadBalanceConfig.builder()
                                .spaceThresholdMode("utilization")
                                .spaceUtilizationThreshold(80)
                                .minSpaceUtilizationDifference(5)
                                .build())
                        .ioLoadBalanceConfig(StorageDrsIoLoadBalanceConfig.builder()
                                .reservablePercentThreshold(60)
                                .reservableThresholdMode("automated")
                                .ioLatencyThreshold(15)
                                .ioLoadImbalanceThreshold(5)
                                .build())
                        .build())
                .build();
    }

    /**
     * Sets a cluster of datastores.
     *
     * @param modify whether what the specification leaves out stays; it is reset otherwise
     * @throws FaultException InvalidArgument, ManagedObjectNotFound when it is none
     */
    public static void configure(Draft draft, String id, StorageDrsConfigSpec spec, boolean modify) {
        Entity.Folder pod = pod(draft, id);
        draft.put(pod.withStorageDrs(configured(pod, spec, modify)));
    }

    /**
     * How a cluster of datastores would be set.
     *
     * @throws FaultException InvalidArgument
     */
    public static StorageDrsConfigInfo configured(Entity.Folder pod, StorageDrsConfigSpec spec, boolean modify) {
        StorageDrsConfigInfo before = modify ? of(pod) : defaults();
        StorageDrsConfigInfo.Builder after = before.toBuilder();
        if (spec.podConfigSpec() != null) {
            check(spec.podConfigSpec());
            after.podConfig(over(before.podConfig(), spec.podConfigSpec()));
        }
        return after.vmConfig(Merge.list(
                        before.vmConfig(),
                        spec.vmConfigSpec(),
                        StorageDrsVmConfigSpec::info,
                        StorageDrsVmConfigInfo::vm))
                .build();
    }

    /** How it is set. */
    public static StorageDrsConfigInfo of(Entity.Folder pod) {
        return pod.storageDrs() == null ? defaults() : pod.storageDrs();
    }

    /** The cluster of datastores of an id. */
    public static Entity.Folder pod(Entities entities, String id) {
        return entities.find(id, Entity.Folder.class)
                .filter(Entity.Folder::isPod)
                .orElseThrow(() -> Gone.fault("StoragePod", id));
    }

    private static StorageDrsPodConfigInfo over(StorageDrsPodConfigInfo before, StorageDrsPodConfigSpec spec) {
        StorageDrsPodConfigInfo.Builder after = before.toBuilder();
        if (spec.enabled() != null) {
            after.enabled(spec.enabled());
        }
        if (spec.ioLoadBalanceEnabled() != null) {
            after.ioLoadBalanceEnabled(spec.ioLoadBalanceEnabled());
        }
        if (spec.defaultVmBehavior() != null) {
            after.defaultVmBehavior(spec.defaultVmBehavior());
        }
        if (spec.loadBalanceInterval() != null) {
            after.loadBalanceInterval(spec.loadBalanceInterval());
        }
        if (spec.defaultIntraVmAffinity() != null) {
            after.defaultIntraVmAffinity(spec.defaultIntraVmAffinity());
        }
        if (spec.spaceLoadBalanceConfig() != null) {
            after.spaceLoadBalanceConfig(Merge.over(before.spaceLoadBalanceConfig(), spec.spaceLoadBalanceConfig()));
        }
        if (spec.ioLoadBalanceConfig() != null) {
            after.ioLoadBalanceConfig(Merge.over(before.ioLoadBalanceConfig(), spec.ioLoadBalanceConfig()));
        }
        if (spec.automationOverrides() != null) {
            after.automationOverrides(Merge.over(before.automationOverrides(), spec.automationOverrides()));
        }
        return after.rule(Merge.list(
                        before.rule(),
                        ClusterRules.keyed(before.rule(), spec.rule()),
                        ClusterRuleSpec::info,
                        ClusterRuleInfo::key))
                .option(Merge.list(before.option(), spec.option(), StorageDrsOptionSpec::option, OptionValue::key))
                .build();
    }

    private static void check(StorageDrsPodConfigSpec spec) {
        behavior("defaultVmBehavior", spec.defaultVmBehavior());
        range("loadBalanceInterval", spec.loadBalanceInterval(), 60, 43_200);
        StorageDrsSpaceLoadBalanceConfig space = spec.spaceLoadBalanceConfig();
        if (space != null) {
            range("spaceLoadBalanceConfig.spaceUtilizationThreshold", space.spaceUtilizationThreshold(), 50, 100);
            range("spaceLoadBalanceConfig.freeSpaceThresholdGB", space.freeSpaceThresholdGB(), 1, Integer.MAX_VALUE);
            range("spaceLoadBalanceConfig.minSpaceUtilizationDifference", space.minSpaceUtilizationDifference(), 1, 50);
        }
        StorageDrsIoLoadBalanceConfig io = spec.ioLoadBalanceConfig();
        if (io != null) {
            range("ioLoadBalanceConfig.reservablePercentThreshold", io.reservablePercentThreshold(), 30, 100);
            range("ioLoadBalanceConfig.ioLatencyThreshold", io.ioLatencyThreshold(), 5, 100);
            range("ioLoadBalanceConfig.ioLoadImbalanceThreshold", io.ioLoadImbalanceThreshold(), 1, 100);
        }
        StorageDrsAutomationConfig overrides = spec.automationOverrides();
        if (overrides != null) {
            behavior("automationOverrides.spaceLoadBalanceAutomationMode", overrides.spaceLoadBalanceAutomationMode());
            behavior("automationOverrides.ioLoadBalanceAutomationMode", overrides.ioLoadBalanceAutomationMode());
            behavior("automationOverrides.ruleEnforcementAutomationMode", overrides.ruleEnforcementAutomationMode());
            behavior(
                    "automationOverrides.policyEnforcementAutomationMode", overrides.policyEnforcementAutomationMode());
            behavior("automationOverrides.vmEvacuationAutomationMode", overrides.vmEvacuationAutomationMode());
        }
    }

    private static void behavior(String field, @Nullable String value) {
        if (value != null && !BEHAVIORS.contains(value)) {
            throw invalid(field);
        }
    }

    private static void range(String field, @Nullable Integer value, int least, int most) {
        if (value != null && (value < least || value > most)) {
            throw invalid(field);
        }
    }

    private static FaultException invalid(String field) {
        return InvalidArgument.builder()
                .invalidProperty("spec.podConfigSpec." + field)
                .build()
                .exception("A specified parameter was not correct: spec.podConfigSpec." + field);
    }
}
