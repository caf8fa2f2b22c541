package dev.carafe.kubernetes.controllermanager.replicaset;

import dev.carafe.kubernetes.api.ApiObject;
import dev.carafe.kubernetes.api.ResourceType;
import dev.carafe.kubernetes.api.apps.v1.AppsV1;
import dev.carafe.kubernetes.api.apps.v1.ReplicaSet;
import dev.carafe.kubernetes.api.apps.v1.ReplicaSetCondition;
import dev.carafe.kubernetes.api.apps.v1.ReplicaSetStatus;
import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.PodTemplateSpec;
import dev.carafe.kubernetes.api.core.v1.ReplicationController;
import dev.carafe.kubernetes.api.core.v1.ReplicationControllerCondition;
import dev.carafe.kubernetes.api.core.v1.ReplicationControllerStatus;
import dev.carafe.kubernetes.apimachinery.labels.LabelSelector;
import dev.carafe.kubernetes.controllermanager.controller.Selectors;

/**
 * The two kinds that replicate pods, seen alike. Conditions are those of ReplicaSets; the other kind's have the same
 * fields.
 *
 * @param <T> the kind
 */
interface ReplicaKind<T extends ApiObject<T>> {
    ResourceType<T> type();

    /** The name that its events come from. */
    String component();

    LabelSelector selector(T owner);

    int replicas(T owner);

    int minReadySeconds(T owner);

    PodTemplateSpec template(T owner);

    ReplicaSetStatus status(T owner);

    T withStatus(T owner, ReplicaSetStatus status);

    /** The kind of apps/v1. */
    ReplicaKind<ReplicaSet> REPLICA_SET = new ReplicaKind<>() {
        @Override
        public ResourceType<ReplicaSet> type() {
            return AppsV1.REPLICASETS;
        }

        @Override
        public String component() {
            return "replicaset-controller";
        }

        @Override
        public LabelSelector selector(ReplicaSet owner) {
            return Selectors.of(owner.spec().selector());
        }

        @Override
        public int replicas(ReplicaSet owner) {
            return owner.spec().hasReplicas() ? owner.spec().replicas() : 1;
        }

        @Override
        public int minReadySeconds(ReplicaSet owner) {
            return owner.spec().minReadySeconds();
        }

        @Override
        public PodTemplateSpec template(ReplicaSet owner) {
            return owner.spec().template();
        }

        @Override
        public ReplicaSetStatus status(ReplicaSet owner) {
            return owner.status();
        }

        @Override
        public ReplicaSet withStatus(ReplicaSet owner, ReplicaSetStatus status) {
            return owner.withStatus(status);
        }
    };

    /** The kind of core/v1. */
    ReplicaKind<ReplicationController> REPLICATION_CONTROLLER = new ReplicaKind<>() {
        @Override
        public ResourceType<ReplicationController> type() {
            return CoreV1.REPLICATIONCONTROLLERS;
        }

        @Override
        public String component() {
            return "replication-controller";
        }

        @Override
        public LabelSelector selector(ReplicationController owner) {
            return owner.spec().selector().isEmpty()
                    ? LabelSelector.nothing()
                    : LabelSelector.ofSet(owner.spec().selector());
        }

        @Override
        public int replicas(ReplicationController owner) {
            return owner.spec().hasReplicas() ? owner.spec().replicas() : 1;
        }

        @Override
        public int minReadySeconds(ReplicationController owner) {
            return owner.spec().minReadySeconds();
        }

        @Override
        public PodTemplateSpec template(ReplicationController owner) {
            return owner.spec().template();
        }

        @Override
        public ReplicaSetStatus status(ReplicationController owner) {
            return new ReplicaSetStatus(owner.status().struct());
        }

        @Override
        public ReplicationController withStatus(ReplicationController owner, ReplicaSetStatus status) {
            ReplicationControllerStatus converted = new ReplicationControllerStatus(
                    status.withoutTerminatingReplicas().struct());
            return owner.withStatus(converted.withConditions(status.conditions().stream()
                    .map(ReplicaSetCondition::struct)
                    .map(ReplicationControllerCondition::new)
                    .toList()));
        }
    };
}
