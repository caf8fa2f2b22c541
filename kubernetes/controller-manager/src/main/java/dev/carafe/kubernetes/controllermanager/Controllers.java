package dev.carafe.kubernetes.controllermanager;

import dev.carafe.kubernetes.client.controller.Controller;
import dev.carafe.kubernetes.client.controller.ControllerContext;
import dev.carafe.kubernetes.controllermanager.clusterroleaggregation.ClusterRoleAggregationController;
import dev.carafe.kubernetes.controllermanager.deployment.DeploymentController;
import dev.carafe.kubernetes.controllermanager.endpoint.EndpointsController;
import dev.carafe.kubernetes.controllermanager.endpointslice.EndpointSliceController;
import dev.carafe.kubernetes.controllermanager.endpointslicemirroring.EndpointSliceMirroringController;
import dev.carafe.kubernetes.controllermanager.garbagecollector.GarbageCollector;
import dev.carafe.kubernetes.controllermanager.job.JobController;
import dev.carafe.kubernetes.controllermanager.job.TtlAfterFinishedController;
import dev.carafe.kubernetes.controllermanager.namespace.NamespaceController;
import dev.carafe.kubernetes.controllermanager.nodeipam.NodeIpamController;
import dev.carafe.kubernetes.controllermanager.nodelifecycle.NodeLifecycleController;
import dev.carafe.kubernetes.controllermanager.nodelifecycle.TaintEvictionController;
import dev.carafe.kubernetes.controllermanager.podgc.PodGcController;
import dev.carafe.kubernetes.controllermanager.pvcprotection.PersistentVolumeClaimProtectionController;
import dev.carafe.kubernetes.controllermanager.pvprotection.PersistentVolumeProtectionController;
import dev.carafe.kubernetes.controllermanager.replicaset.ReplicaSetController;
import dev.carafe.kubernetes.controllermanager.serviceaccount.RootCaPublisher;
import dev.carafe.kubernetes.controllermanager.serviceaccount.ServiceAccountsController;
import dev.carafe.kubernetes.controllermanager.servicecidrs.ServiceCidrController;
import dev.carafe.kubernetes.controllermanager.storageversionmigrator.StorageVersionMigratorController;
import dev.carafe.kubernetes.controllermanager.vacprotection.VolumeAttributesClassProtectionController;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The controllers by upstream's names, each with the service account whose rights upstream's bootstrap policy gives. */
final class Controllers {
    private static final int GC_WORKERS = 20;

    private Controllers() {}

    /** Makes those that the configuration asks for. */
    static List<Controller> make(Config config, ControllerContext context) {
        int workers = config.concurrency();
        Map<String, Supplier<Controller>> all = new LinkedHashMap<>();
        all.put("namespace-controller", () -> new NamespaceController(context.as("namespace-controller"), workers));
        all.put(
                "serviceaccount-controller",
                () -> new ServiceAccountsController(context.as("service-account-controller")));
        if (!config.rootCaPem().isEmpty()) {
            all.put(
                    "root-ca-certificate-publisher-controller",
                    () -> new RootCaPublisher(context.as("root-ca-cert-publisher"), config.rootCaPem()));
        }
        all.put(
                "replicaset-controller",
                () -> ReplicaSetController.replicaSets(context.as("replicaset-controller"), workers));
        all.put(
                "replicationcontroller-controller",
                () -> ReplicaSetController.replicationControllers(context.as("replication-controller"), workers));
        all.put("deployment-controller", () -> new DeploymentController(context.as("deployment-controller"), workers));
        all.put("endpoints-controller", () -> new EndpointsController(context.as("endpoint-controller"), workers));
        all.put(
                "endpointslice-controller",
                () -> new EndpointSliceController(context.as("endpointslice-controller"), workers));
        all.put(
                "endpointslice-mirroring-controller",
                () -> new EndpointSliceMirroringController(context.as("endpointslicemirroring-controller"), workers));
        all.put("job-controller", () -> new JobController(context.as("job-controller"), workers));
        all.put(
                "ttl-after-finished-controller",
                () -> new TtlAfterFinishedController(context.as("ttl-after-finished-controller")));
        all.put(
                "node-lifecycle-controller",
                () -> new NodeLifecycleController(
                        context.as("node-controller"),
                        config.nodeMonitorPeriod(),
                        config.nodeMonitorGracePeriod(),
                        workers));
        all.put("taint-eviction-controller", () -> new TaintEvictionController(context.as("node-controller"), workers));
        if (!config.clusterCidr().isEmpty()) {
            all.put(
                    "node-ipam-controller",
                    () -> new NodeIpamController(
                            context.as("node-controller"), config.clusterCidr(), config.nodeCidrMaskSize()));
        }
        all.put(
                "pod-garbage-collector-controller",
                () -> new PodGcController(context.as("pod-garbage-collector"), config.terminatedPodGcThreshold()));
        all.put(
                "clusterrole-aggregation-controller",
                () -> new ClusterRoleAggregationController(context.as("clusterrole-aggregation-controller")));
        all.put(
                "persistentvolumeclaim-protection-controller",
                () -> new PersistentVolumeClaimProtectionController(context.as("pvc-protection-controller"), workers));
        all.put(
                "persistentvolume-protection-controller",
                () -> new PersistentVolumeProtectionController(context.as("pv-protection-controller")));
        all.put(
                "volumeattributesclass-protection-controller",
                () -> new VolumeAttributesClassProtectionController(
                        context.as("volumeattributesclass-protection-controller")));
        all.put("service-cidr-controller", () -> new ServiceCidrController(context.as("service-cidrs-controller")));
        all.put(
                "storage-version-migrator-controller",
                () -> new StorageVersionMigratorController(context.as("storage-version-migrator-controller")));
        all.put(
                "garbage-collector-controller",
                () -> new GarbageCollector(
                        context.as("generic-garbage-collector"), GC_WORKERS)); // last: shares informers
        return all.entrySet().stream()
                .filter(entry -> !config.disabled().contains(entry.getKey()))
                .map(entry -> entry.getValue().get())
                .toList();
    }
}
