package dev.carafe.kubernetes.controllermanager.pvcprotection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.EphemeralVolumeSource;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaim;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaimVolumeSource;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.core.v1.PodStatus;
import dev.carafe.kubernetes.api.core.v1.Volume;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.controllermanager.controller.Owners;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ClaimUseTest {
    private static final Volume NAMED = new Volume()
            .withName("a")
            .withPersistentVolumeClaim(new PersistentVolumeClaimVolumeSource().withClaimName("data"));
    private static final Volume MADE = new Volume().withName("b").withEphemeral(new EphemeralVolumeSource());

    private static Pod pod(Volume... volumes) {
        return new Pod()
                .withMetadata(new ObjectMeta().withNamespace("n").withName("p").withUid("1"))
                .withSpec(new PodSpec().withNodeName("node").withVolumes(List.of(volumes)));
    }

    private static PersistentVolumeClaim claim(String name) {
        return new PersistentVolumeClaim()
                .withMetadata(new ObjectMeta().withNamespace("n").withName(name));
    }

    private static PersistentVolumeClaim madeFor(Pod pod) {
        PersistentVolumeClaim claim = claim("p-b");
        return claim.withMetadata(
                claim.metadata().withOwnerReferences(List.of(Owners.controllerReference(pod, "v1", "Pod"))));
    }

    private static boolean keeps(Pod pod, PersistentVolumeClaim claim) {
        return ClaimUse.keeps(List.of(pod), claim);
    }

    private static boolean uses(Pod pod, PersistentVolumeClaim claim) {
        return ClaimUse.uses(List.of(pod), claim);
    }

    @Test
    void aPodNamesItsClaims() {
        assertThat(ClaimUse.claimsOf(pod(NAMED, MADE, new Volume().withName("c"))))
                .containsExactly("data", "p-b");
    }

    @Test
    void aPodWithoutANodeKeepsNoClaimThoughItUsesIt() {
        Pod pod = pod(NAMED);
        assertThat(keeps(pod, claim("data"))).isTrue();
        Pod waiting = pod.withSpec(pod.spec().withNodeName(""));
        assertThat(keeps(waiting, claim("data"))).isFalse();
        assertThat(uses(waiting, claim("data"))).isTrue();
        assertThat(keeps(pod, claim("other"))).isFalse();
    }

    @Test
    void anEndedPodKeepsWhatItNamesThoughItUsesItNoMore() {
        Pod ended = pod(NAMED).withStatus(new PodStatus().withPhase("Succeeded"));
        assertThat(keeps(ended, claim("data"))).isTrue();
        assertThat(uses(ended, claim("data"))).isFalse();
    }

    @Test
    void whatWasMadeForAPodIsItsAlone() {
        Pod pod = pod(MADE);
        assertThat(keeps(pod, madeFor(pod))).isTrue();
        assertThat(keeps(pod, claim("p-b"))).as("somebody else's of that name").isFalse();
        Pod done = pod.withMetadata(
                pod.metadata().withDeletionTimestamp(Instant.EPOCH).withDeletionGracePeriodSeconds(0));
        assertThat(keeps(done, madeFor(pod))).isFalse();
    }
}
