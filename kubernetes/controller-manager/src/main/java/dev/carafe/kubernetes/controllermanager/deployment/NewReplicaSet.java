package dev.carafe.kubernetes.controllermanager.deployment;

import dev.carafe.kubernetes.api.apps.v1.AppsV1;
import dev.carafe.kubernetes.api.apps.v1.Deployment;
import dev.carafe.kubernetes.api.apps.v1.ReplicaSet;
import dev.carafe.kubernetes.api.apps.v1.ReplicaSetSpec;
import dev.carafe.kubernetes.api.core.v1.PodTemplateSpec;
import dev.carafe.kubernetes.api.meta.v1.LabelSelector;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.errors.StatusReason;
import dev.carafe.kubernetes.apimachinery.names.Hashes;
import dev.carafe.kubernetes.client.ResourceClient;
import dev.carafe.kubernetes.client.record.EventRecorder;
import dev.carafe.kubernetes.client.record.EventType;
import dev.carafe.kubernetes.controllermanager.controller.Owners;
import dev.carafe.kubernetes.controllermanager.controller.PodControl;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds and makes the ReplicaSet of a Deployment's current template. */
final class NewReplicaSet {
    static final String HASH_LABEL = "pod-template-hash";

    private final ResourceClient<ReplicaSet> replicaSets;
    private final EventRecorder recorder;

    NewReplicaSet(ResourceClient<ReplicaSet> replicaSets, EventRecorder recorder) {
        this.replicaSets = replicaSets;
        this.recorder = recorder;
    }

    /** How the making of a set went. */
    sealed interface Creation {
        /** @param adopted whether it was there already, not yet seen here */
        record Created(ReplicaSet set, boolean adopted) implements Creation {}

        /** Another's set has the name. */
        record Collision(RuntimeException failure) implements Creation {}

        record Failed(RuntimeException failure, String message) implements Creation {}
    }

    /** The oldest set whose template is the Deployment's, apart from the hash label. */
    static Optional<ReplicaSet> find(Deployment deployment, Collection<ReplicaSet> sets) {
        PodTemplateSpec wanted = withoutHash(deployment.spec().template());
        return RollingUpdate.byAge(sets).stream()
                .filter(set -> withoutHash(set.spec().template()).equals(wanted))
                .findFirst();
    }

    private static PodTemplateSpec withoutHash(PodTemplateSpec template) {
        ObjectMeta meta = template.metadata();
        Map<String, String> labels = new LinkedHashMap<>(meta.labels());
        labels.remove(HASH_LABEL);
        return template.withMetadata(labels.isEmpty() ? meta.withoutLabels() : meta.withLabels(labels));
    }

    Creation create(Deployment deployment, Collection<ReplicaSet> old) {
        ReplicaSet wanted = make(deployment, old);
        try {
            ReplicaSet created = replicaSets.create(wanted);
            int size = RollingUpdate.replicas(created);
            if (size > 0) {
                recorder.event(
                        deployment,
                        EventType.NORMAL,
                        "ScalingReplicaSet",
                        "Scaled up replica set " + created.name() + " from 0 to " + size);
            }
            return new Creation.Created(created, false);
        } catch (StatusError e) {
            return e.reason() == StatusReason.ALREADY_EXISTS
                    ? existing(deployment, wanted, e)
                    : failed(deployment, wanted, e);
        }
    }

    private Creation existing(Deployment deployment, ReplicaSet wanted, StatusError failure) {
        Optional<ReplicaSet> found = replicaSets.find(wanted.namespace(), wanted.name());
        boolean ours = found.isPresent()
                && Owners.isControlledBy(found.get(), deployment)
                && find(deployment, List.of(found.get())).isPresent();
        return ours ? new Creation.Created(found.get(), true) : new Creation.Collision(failure);
    }

    private Creation failed(Deployment deployment, ReplicaSet wanted, StatusError failure) {
        String message = "Failed to create new replica set \"" + wanted.name() + "\": " + failure.getMessage();
        if (!PodControl.namespaceTerminating(failure)) {
            recorder.event(deployment, EventType.WARNING, "ReplicaSetCreateError", message);
        }
        return new Creation.Failed(failure, message);
    }

    private ReplicaSet make(Deployment deployment, Collection<ReplicaSet> old) {
        PodTemplateSpec template = deployment.spec().template();
        String hash = Hashes.templateHash(template.struct(), deployment.status().collisionCount());
        Map<String, String> labels = with(template.metadata().labels(), HASH_LABEL, hash);
        LabelSelector selector = deployment.spec().selector();
        int size = RollingUpdate.newReplicas(deployment, old, 0);
        ReplicaSet set = new ReplicaSet()
                .withMetadata(new ObjectMeta()
                        .withName(deployment.name() + "-" + hash)
                        .withNamespace(deployment.namespace())
                        .withLabels(labels)
                        .withOwnerReferences(List.of(Owners.controllerReference(
                                deployment, AppsV1.DEPLOYMENTS.apiVersion(), AppsV1.DEPLOYMENTS.kind()))))
                .withSpec(new ReplicaSetSpec()
                        .withReplicas(size)
                        .withMinReadySeconds(deployment.spec().minReadySeconds())
                        .withSelector(selector.withMatchLabels(with(selector.matchLabels(), HASH_LABEL, hash)))
                        .withTemplate(template.withMetadata(template.metadata().withLabels(labels))));
        return Revisions.sized(deployment, Revisions.numbered(deployment, set, Revisions.max(old) + 1));
    }

    private static Map<String, String> with(Map<String, String> map, String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(map);
        more.put(key, value);
        return more;
    }

    /** Writes the revision to the Deployment itself; by an update, since a controller may not patch Deployments. */
    static Deployment annotate(ResourceClient<Deployment> deployments, Deployment deployment, long revision) {
        Map<String, String> annotations =
                with(deployment.metadata().annotations(), Revisions.REVISION, Long.toString(revision));
        return deployments.update(deployment.withMetadata(deployment.metadata().withAnnotations(annotations)));
    }
}
