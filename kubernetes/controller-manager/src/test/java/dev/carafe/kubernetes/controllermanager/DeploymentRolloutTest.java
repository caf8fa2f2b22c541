package dev.carafe.kubernetes.controllermanager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.apps.v1.AppsV1;
import dev.carafe.kubernetes.api.apps.v1.Deployment;
import dev.carafe.kubernetes.api.apps.v1.DeploymentSpec;
import dev.carafe.kubernetes.api.apps.v1.DeploymentStrategy;
import dev.carafe.kubernetes.api.apps.v1.ReplicaSet;
import dev.carafe.kubernetes.api.apps.v1.RollingUpdateDeployment;
import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Event;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.core.v1.PodTemplateSpec;
import dev.carafe.kubernetes.api.meta.v1.LabelSelector;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.intstr.IntOrString;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.client.PatchType;
import dev.carafe.kubernetes.client.ResourceClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class DeploymentRolloutTest {
    private static final Map<String, String> LABELS = Map.of("app", "web");

    private static Deployment deployment(int replicas, String surge, String unavailable, String image) {
        return new Deployment()
                .withMetadata(new ObjectMeta().withName("web").withNamespace("default"))
                .withSpec(new DeploymentSpec()
                        .withReplicas(replicas)
                        .withProgressDeadlineSeconds(600)
                        .withRevisionHistoryLimit(10)
                        .withSelector(new LabelSelector().withMatchLabels(LABELS))
                        .withStrategy(new DeploymentStrategy()
                                .withType("RollingUpdate")
                                .withRollingUpdate(new RollingUpdateDeployment()
                                        .withMaxSurge(value(surge))
                                        .withMaxUnavailable(value(unavailable))))
                        .withTemplate(template(image)));
    }

    private static IntOrString value(String text) {
        return text.endsWith("%") ? IntOrString.of(text) : IntOrString.of(Integer.parseInt(text));
    }

    private static PodTemplateSpec template(String image) {
        return new PodTemplateSpec()
                .withMetadata(new ObjectMeta().withLabels(LABELS))
                .withSpec(new PodSpec()
                        .withContainers(List.of(new Container().withName("web").withImage(image))));
    }

    private static boolean complete(Cluster cluster, int replicas) {
        Deployment now = cluster.client.of(AppsV1.DEPLOYMENTS).get("default", "web");
        return now.status().observedGeneration() == now.metadata().generation()
                && now.status().updatedReplicas() == replicas
                && now.status().replicas() == replicas
                && now.status().availableReplicas() == replicas;
    }

    @ParameterizedTest
    @CsvSource({"10,25%,25%", "4,1,0", "5,0,1", "3,100%,0"})
    void aRollingUpdateKeepsItsBoundsAtEveryStep(int replicas, String surge, String unavailable) {
        try (Cluster cluster = new Cluster()) {
            cluster.api.given(AppsV1.DEPLOYMENTS, deployment(replicas, surge, unavailable, "web:1"));
            cluster.await("first rollout", () -> complete(cluster, replicas));

            int most = replicas + value(surge).scaled(replicas, true);
            int least = replicas - value(unavailable).scaled(replicas, false);
            Map<String, Pod> pods = new HashMap<>();
            cluster.client.of(CoreV1.PODS).list("default").forEach(pod -> pods.put(pod.name(), pod));
            Map<String, ReplicaSet> sets = new HashMap<>();
            cluster.client.of(AppsV1.REPLICASETS).list("default").forEach(set -> sets.put(set.name(), set));
            List<String> broken = new CopyOnWriteArrayList<>();
            cluster.api.observe(change -> {
                if (change.resource().equals("/pods")) {
                    change.before().map(Pod::new).ifPresent(pod -> pods.remove(pod.name()));
                    change.after().map(Pod::new).ifPresent(pod -> pods.put(pod.name(), pod));
                    long ready = pods.values().stream()
                            .filter(pod -> !pod.metadata().hasDeletionTimestamp())
                            .filter(pod -> pod.status().phase().equals("Running"))
                            .count();
                    if (ready < least) {
                        broken.add(ready + " pods are ready: " + change);
                    }
                }
                if (change.resource().equals("apps/replicasets")) {
                    change.after().map(ReplicaSet::new).ifPresent(set -> sets.put(set.name(), set));
                    int asked = sets.values().stream()
                            .mapToInt(set -> set.spec().replicas())
                            .sum();
                    if (asked > most) {
                        broken.add(asked + " pods are asked for: " + change);
                    }
                }
            });
            ResourceClient<Deployment> deployments = cluster.client.of(AppsV1.DEPLOYMENTS);
            Deployment current = deployments.get("default", "web");
            deployments.patch(
                    "default",
                    "web",
                    PatchType.MERGE,
                    Struct.of("spec", Struct.of("template", template("web:2").struct())));
            cluster.await(
                    "second rollout",
                    () -> complete(cluster, replicas)
                            && deployments.get("default", "web").status().observedGeneration()
                                    > current.status().observedGeneration());

            assertThat(broken).as("bounds are %d to %d", least, most).isEmpty();
            assertThat(cluster.client.of(CoreV1.PODS).list("default"))
                    .filteredOn(pod -> !pod.metadata().hasDeletionTimestamp())
                    .allMatch(pod -> pod.spec().containers().getFirst().image().equals("web:2"));
            assertThat(deployments.get("default", "web").metadata().annotations())
                    .containsEntry("deployment.kubernetes.io/revision", "2");
            assertThat(deployments.get("default", "web").status().conditions())
                    .anyMatch(item ->
                            item.type().equals("Progressing") && item.reason().equals("NewReplicaSetAvailable"))
                    .anyMatch(item ->
                            item.type().equals("Available") && item.status().equals("True"));
        }
    }

    @Test
    void goingBackToAnEarlierTemplateUsesItsReplicaSetUnderANewRevision() {
        try (Cluster cluster = new Cluster()) {
            cluster.api.given(AppsV1.DEPLOYMENTS, deployment(2, "1", "0", "web:1"));
            cluster.await("first rollout", () -> complete(cluster, 2));
            ResourceClient<Deployment> deployments = cluster.client.of(AppsV1.DEPLOYMENTS);
            for (String image : List.of("web:2", "web:1")) {
                long before = deployments.get("default", "web").metadata().generation();
                deployments.patch(
                        "default",
                        "web",
                        PatchType.MERGE,
                        Struct.of("spec", Struct.of("template", template(image).struct())));
                cluster.await(
                        "rollout of " + image,
                        () -> complete(cluster, 2)
                                && deployments.get("default", "web").metadata().generation() > before);
            }
            cluster.await(
                    "the old set is empty",
                    () -> cluster.client.of(AppsV1.REPLICASETS).list("default").stream()
                                    .mapToInt(set -> set.status().replicas())
                                    .sum()
                            == 2);
            List<ReplicaSet> sets = cluster.client.of(AppsV1.REPLICASETS).list("default");
            assertThat(sets).hasSize(2);
            assertThat(sets)
                    .anyMatch(set -> "3".equals(set.metadata().annotations().get("deployment.kubernetes.io/revision"))
                            && "1".equals(set.metadata().annotations().get("deployment.kubernetes.io/revision-history"))
                            && set.spec().replicas() == 2);
            cluster.await(
                    "events",
                    () -> messages(cluster).stream()
                            .anyMatch(message -> message.startsWith("Scaled up replica set web-")
                                    && message.endsWith(" from 0 to 2")));
            assertThat(messages(cluster)).anyMatch(message -> message.startsWith("Created pod: web-"));
        }
    }

    @Test
    void aPausedDeploymentScalesButDoesNotRollOut() {
        try (Cluster cluster = new Cluster()) {
            cluster.api.given(AppsV1.DEPLOYMENTS, deployment(2, "1", "0", "web:1"));
            cluster.await("first rollout", () -> complete(cluster, 2));
            ResourceClient<Deployment> deployments = cluster.client.of(AppsV1.DEPLOYMENTS);
            Struct spec = Struct.of("paused", true, "replicas", 5L)
                    .with("template", template("web:2").struct());
            deployments.patch("default", "web", PatchType.MERGE, Struct.of("spec", spec));
            cluster.await(
                    "scaled", () -> deployments.get("default", "web").status().availableReplicas() == 5);

            assertThat(cluster.client.of(AppsV1.REPLICASETS).list("default")).hasSize(1);
            assertThat(deployments.get("default", "web").status().updatedReplicas())
                    .isZero();
            assertThat(deployments.get("default", "web").status().conditions())
                    .anyMatch(item -> item.reason().equals("DeploymentPaused"));
        }
    }

    private static List<String> messages(Cluster cluster) {
        return cluster.client.of(CoreV1.EVENTS).list("default").stream()
                .map(Event::message)
                .toList();
    }
}
