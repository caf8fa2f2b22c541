package dev.carafe.kubernetes.controllermanager.pvcprotection;

import dev.carafe.kubernetes.api.core.v1.ContainerStatus;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaim;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodStatus;
import dev.carafe.kubernetes.api.core.v1.Volume;
import dev.carafe.kubernetes.controllermanager.controller.Owners;
import dev.carafe.kubernetes.controllermanager.controller.Pods;
import java.util.Collection;
import java.util.List;

/** Which pods use which claims. Pure. */
final class ClaimUse {
    private ClaimUse() {}

    /** The claims that a pod's volumes name, those that are made for it among them. */
    static List<String> claimsOf(Pod pod) {
        return pod.spec().volumes().stream()
                .filter(volume -> volume.hasPersistentVolumeClaim() || volume.hasEphemeral())
                .map(volume -> volume.hasPersistentVolumeClaim()
                        ? volume.persistentVolumeClaim().claimName()
                        : ephemeralClaim(pod, volume))
                .toList();
    }

    private static String ephemeralClaim(Pod pod, Volume volume) {
        return pod.name() + "-" + volume.name();
    }

    /**
     * Whether a claim must not go yet. Pods without a node do not matter, since no kubelet starts one whose claim is deleted; what was
     * made for a pod may go once its kubelet is done with it, even if something else keeps the pod.
     */
    static boolean keeps(Collection<Pod> pods, PersistentVolumeClaim claim) {
        return pods.stream()
                .filter(pod -> !pod.spec().nodeName().isEmpty())
                .anyMatch(pod -> names(pod, claim) || (!isShutDown(pod) && isMadeFor(pod, claim)));
    }

    /** Whether a pod that has not ended uses a claim, on a node or not yet. */
    static boolean uses(Collection<Pod> pods, PersistentVolumeClaim claim) {
        return pods.stream().filter(pod -> !hasEnded(pod)).anyMatch(pod -> names(pod, claim) || isMadeFor(pod, claim));
    }

    private static boolean names(Pod pod, PersistentVolumeClaim claim) {
        return pod.spec().volumes().stream()
                .filter(Volume::hasPersistentVolumeClaim)
                .anyMatch(volume -> volume.persistentVolumeClaim().claimName().equals(claim.name()));
    }

    private static boolean isMadeFor(Pod pod, PersistentVolumeClaim claim) {
        return pod.spec().volumes().stream()
                .filter(Volume::hasEphemeral)
                .anyMatch(volume -> ephemeralClaim(pod, volume).equals(claim.name())
                        && claim.namespace().equals(pod.namespace())
                        && Owners.isControlledBy(claim, pod));
    }

    private static boolean isShutDown(Pod pod) {
        return pod.metadata().hasDeletionTimestamp()
                && pod.metadata().hasDeletionGracePeriodSeconds()
                && pod.metadata().deletionGracePeriodSeconds() == 0;
    }

    /** Whether a pod's containers have ended for good (pkg/volume/util, IsPodTerminated). */
    private static boolean hasEnded(Pod pod) {
        PodStatus status = pod.status();
        return Pods.isTerminal(pod)
                || (pod.metadata().hasDeletionTimestamp()
                        && noneRuns(status.initContainerStatuses())
                        && noneRuns(status.containerStatuses())
                        && noneRuns(status.ephemeralContainerStatuses()));
    }

    private static boolean noneRuns(List<ContainerStatus> statuses) {
        return statuses.stream()
                .allMatch(status ->
                        status.state().hasTerminated() || status.state().hasWaiting());
    }
}
