package dev.carafe.kubernetes.apiserver.registry.defaults;

import dev.carafe.kubernetes.api.apps.v1.DaemonSet;
import dev.carafe.kubernetes.api.apps.v1.DaemonSetUpdateStrategy;
import dev.carafe.kubernetes.api.apps.v1.Deployment;
import dev.carafe.kubernetes.api.apps.v1.DeploymentStrategy;
import dev.carafe.kubernetes.api.apps.v1.ReplicaSet;
import dev.carafe.kubernetes.api.apps.v1.RollingUpdateDaemonSet;
import dev.carafe.kubernetes.api.apps.v1.RollingUpdateDeployment;
import dev.carafe.kubernetes.api.apps.v1.RollingUpdateStatefulSetStrategy;
import dev.carafe.kubernetes.api.apps.v1.StatefulSet;
import dev.carafe.kubernetes.api.apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy;
import dev.carafe.kubernetes.api.apps.v1.StatefulSetUpdateStrategy;
import dev.carafe.kubernetes.api.core.v1.PodTemplate;
import dev.carafe.kubernetes.api.core.v1.ReplicationController;
import dev.carafe.kubernetes.apimachinery.intstr.IntOrString;
import java.util.Map;

/** Defaults of the kinds that keep a number of pods running. */
public final class WorkloadDefaults {
    private static final IntOrString QUARTER = IntOrString.of("25%");

    private WorkloadDefaults() {}

    public static Deployment deployment(Deployment deployment) {
        var spec = deployment.spec();
        spec = spec.withTemplate(PodDefaults.template(spec.template()));
        if (!spec.hasReplicas()) {
            spec = spec.withReplicas(1);
        }
        DeploymentStrategy strategy = spec.strategy();
        if (strategy.type().isEmpty()) {
            strategy = strategy.withType("RollingUpdate");
        }
        if (strategy.type().equals("RollingUpdate")) {
            RollingUpdateDeployment rolling = strategy.rollingUpdate();
            rolling = rolling.hasMaxUnavailable() ? rolling : rolling.withMaxUnavailable(QUARTER);
            rolling = rolling.hasMaxSurge() ? rolling : rolling.withMaxSurge(QUARTER);
            strategy = strategy.withRollingUpdate(rolling);
        }
        spec = spec.withStrategy(strategy);
        if (!spec.hasRevisionHistoryLimit()) {
            spec = spec.withRevisionHistoryLimit(10);
        }
        if (!spec.hasProgressDeadlineSeconds()) {
            spec = spec.withProgressDeadlineSeconds(600);
        }
        return deployment.withSpec(spec);
    }

    public static ReplicaSet replicaSet(ReplicaSet set) {
        var spec = set.spec();
        spec = spec.hasTemplate() ? spec.withTemplate(PodDefaults.template(spec.template())) : spec;
        return set.withSpec(spec.hasReplicas() ? spec : spec.withReplicas(1));
    }

    public static ReplicationController replicationController(ReplicationController controller) {
        var spec = controller.spec();
        ReplicationController changed = controller;
        if (spec.hasTemplate()) {
            spec = spec.withTemplate(PodDefaults.template(spec.template()));
            Map<String, String> labels = spec.template().metadata().labels();
            if (!labels.isEmpty()) {
                spec = spec.selector().isEmpty() ? spec.withSelector(labels) : spec;
                if (changed.metadata().labels().isEmpty()) {
                    changed = changed.withMetadata(changed.metadata().withLabels(labels));
                }
            }
        }
        return changed.withSpec(spec.hasReplicas() ? spec : spec.withReplicas(1));
    }

    public static DaemonSet daemonSet(DaemonSet set) {
        var spec = set.spec();
        spec = spec.withTemplate(PodDefaults.template(spec.template()));
        DaemonSetUpdateStrategy strategy = spec.updateStrategy();
        if (strategy.type().isEmpty()) {
            strategy = strategy.withType("RollingUpdate");
        }
        if (strategy.type().equals("RollingUpdate")) {
            RollingUpdateDaemonSet rolling = strategy.rollingUpdate();
            rolling = rolling.hasMaxUnavailable() ? rolling : rolling.withMaxUnavailable(IntOrString.of(1));
            rolling = rolling.hasMaxSurge() ? rolling : rolling.withMaxSurge(IntOrString.of(0));
            strategy = strategy.withRollingUpdate(rolling);
        }
        spec = spec.withUpdateStrategy(strategy);
        return set.withSpec(spec.hasRevisionHistoryLimit() ? spec : spec.withRevisionHistoryLimit(10));
    }

    public static StatefulSet statefulSet(StatefulSet set) {
        var spec = set.spec();
        spec = spec.withTemplate(PodDefaults.template(spec.template()));
        if (spec.podManagementPolicy().isEmpty()) {
            spec = spec.withPodManagementPolicy("OrderedReady");
        }
        StatefulSetUpdateStrategy strategy = spec.updateStrategy();
        if (strategy.type().isEmpty()) {
            strategy = strategy.withType("RollingUpdate");
        }
        if (strategy.type().equals("RollingUpdate")) {
            RollingUpdateStatefulSetStrategy rolling = strategy.rollingUpdate();
            rolling = rolling.hasPartition() ? rolling : rolling.withPartition(0);
            rolling = rolling.hasMaxUnavailable() ? rolling : rolling.withMaxUnavailable(IntOrString.of(1));
            strategy = strategy.withRollingUpdate(rolling);
        }
        spec = spec.withUpdateStrategy(strategy);
        StatefulSetPersistentVolumeClaimRetentionPolicy policy = spec.persistentVolumeClaimRetentionPolicy();
        policy = policy.whenDeleted().isEmpty() ? policy.withWhenDeleted("Retain") : policy;
        policy = policy.whenScaled().isEmpty() ? policy.withWhenScaled("Retain") : policy;
        spec = spec.withPersistentVolumeClaimRetentionPolicy(policy);
        if (!spec.volumeClaimTemplates().isEmpty()) {
            spec = spec.withVolumeClaimTemplates(spec.volumeClaimTemplates().stream()
                    .map(StorageDefaults::claimTemplate)
                    .toList());
        }
        if (!spec.hasReplicas()) {
            spec = spec.withReplicas(1);
        }
        return set.withSpec(spec.hasRevisionHistoryLimit() ? spec : spec.withRevisionHistoryLimit(10));
    }

    public static PodTemplate podTemplate(PodTemplate template) {
        return template.withTemplate(PodDefaults.template(template.template()));
    }
}
