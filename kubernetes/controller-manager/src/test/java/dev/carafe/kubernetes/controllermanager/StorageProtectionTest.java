package dev.carafe.kubernetes.controllermanager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.PersistentVolume;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaim;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaimSpec;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaimStatus;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaimVolumeSource;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeStatus;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.core.v1.Volume;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.api.storage.v1.StorageV1;
import dev.carafe.kubernetes.api.storage.v1.VolumeAttributesClass;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class StorageProtectionTest {
    private static final String CLAIM_FINALIZER = "kubernetes.io/pvc-protection";
    private static final String VOLUME_FINALIZER = "kubernetes.io/pv-protection";

    private static ObjectMeta named(String name) {
        return new ObjectMeta().withName(name);
    }

    private static PersistentVolumeClaim claim(String name) {
        return new PersistentVolumeClaim().withMetadata(named(name).withNamespace("default"));
    }

    private static Pod podWith(String name, String claim) {
        return new Pod()
                .withMetadata(named(name).withNamespace("default"))
                .withSpec(new PodSpec()
                        .withVolumes(List.of(new Volume()
                                .withName("data")
                                .withPersistentVolumeClaim(
                                        new PersistentVolumeClaimVolumeSource().withClaimName(claim)))));
    }

    private static String unused(Cluster cluster, String name) {
        return cluster.client.of(CoreV1.PERSISTENTVOLUMECLAIMS).find("default", name).stream()
                .flatMap(claim -> claim.status().conditions().stream())
                .filter(condition -> condition.type().equals("Unused"))
                .map(condition -> condition.status())
                .findFirst()
                .orElse("");
    }

    @Test
    void aClaimStaysWhileAPodUsesIt() {
        try (Cluster cluster = new Cluster()) {
            var claims = cluster.client.of(CoreV1.PERSISTENTVOLUMECLAIMS);
            var pods = cluster.client.of(CoreV1.PODS);
            claims.create(claim("data"));
            cluster.await(
                    "guarded",
                    () -> claims.get("default", "data").metadata().finalizers().equals(List.of(CLAIM_FINALIZER)));
            pods.create(podWith("p", "data"));
            cluster.await(
                    "a node", () -> !pods.get("default", "p").spec().nodeName().isEmpty());
            claims.delete("default", "data");
            claims.create(claim("other").withMetadata(named("other").withNamespace("default")));
            claims.delete("default", "other"); // goes after the first was looked at
            cluster.await(
                    "the other gone", () -> claims.find("default", "other").isEmpty());
            assertThat(claims.find("default", "data")).isPresent();
            pods.delete("default", "p");
            cluster.await("gone", () -> claims.find("default", "data").isEmpty());
        }
    }

    @Test
    void aBoundClaimSaysWhetherAPodUsesIt() {
        try (Cluster cluster = new Cluster()) {
            var claims = cluster.client.of(CoreV1.PERSISTENTVOLUMECLAIMS);
            PersistentVolumeClaim made = claims.create(claim("data")
                    .withMetadata(named("data").withNamespace("default").withFinalizers(List.of(CLAIM_FINALIZER))));
            claims.updateStatus(made.withStatus(new PersistentVolumeClaimStatus().withPhase("Bound")));
            cluster.await("unused", () -> unused(cluster, "data").equals("True"));
            cluster.client.of(CoreV1.PODS).create(podWith("p", "data"));
            cluster.await("used", () -> unused(cluster, "data").equals("False"));
            cluster.client.of(CoreV1.PODS).delete("default", "p");
            cluster.await("unused again", () -> unused(cluster, "data").equals("True"));
        }
    }

    @Test
    void aVolumeStaysWhileAClaimIsBoundToIt() {
        try (Cluster cluster = new Cluster()) {
            var volumes = cluster.client.of(CoreV1.PERSISTENTVOLUMES);
            PersistentVolume made = volumes.create(
                    new PersistentVolume().withMetadata(named("v").withFinalizers(List.of(VOLUME_FINALIZER))));
            volumes.updateStatus(made.withStatus(new PersistentVolumeStatus().withPhase("Bound")));
            volumes.delete("", "v");
            volumes.create(new PersistentVolume().withMetadata(named("free")));
            cluster.await(
                    "guarded",
                    () -> volumes.get("", "free").metadata().finalizers().equals(List.of(VOLUME_FINALIZER)));
            volumes.delete("", "free");
            cluster.await("the free one gone", () -> volumes.find("", "free").isEmpty());
            PersistentVolume kept = volumes.get("", "v");
            volumes.updateStatus(kept.withStatus(kept.status().withPhase("Released")));
            cluster.await("gone", () -> volumes.find("", "v").isEmpty());
        }
    }

    @Test
    void aClassOfAttributesStaysWhileAClaimNamesIt() {
        try (Cluster cluster = new Cluster()) {
            var classes = cluster.client.of(StorageV1.VOLUMEATTRIBUTESCLASSES);
            var claims = cluster.client.of(CoreV1.PERSISTENTVOLUMECLAIMS);
            claims.create(
                    claim("data").withSpec(new PersistentVolumeClaimSpec().withVolumeAttributesClassName("gold")));
            classes.create(
                    new VolumeAttributesClass().withMetadata(named("gold")).withDriverName("d"));
            classes.create(
                    new VolumeAttributesClass().withMetadata(named("silver")).withDriverName("d"));
            for (String name : List.of("gold", "silver")) {
                cluster.await(
                        "guarded",
                        () -> !classes.get("", name).metadata().finalizers().isEmpty());
                classes.delete("", name);
            }
            cluster.await(
                    "what nobody names gone", () -> classes.find("", "silver").isEmpty());
            assertThat(classes.find("", "gold")).isPresent();
            claims.delete("default", "data");
            cluster.await("gone", () -> classes.find("", "gold").isEmpty());
        }
    }
}
